import { expect } from 'chai'
import { allowedCpus } from '../../lib/options/affinity.js'
import { fileTree } from '../helpers/file-tree.js'

describe('allowedCpus', () => {
  const machine = (status: string, online: string) =>
    fileTree({ '/proc/self/status': status, '/sys/devices/system/cpu/online': online })
  const allowed = (list: string) => `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${list}\nMems_allowed:\t00000001\n`

  const cases: readonly (readonly [title: string, list: string, online: string, cpus: readonly number[]])[] = [
    ['all of them', '0-3', '0-3\n', [0, 1, 2, 3]],
    ['just one', '2', '0-3\n', [2]],
    ['some here and there', '0,2-3,6', '0-7\n', [0, 2, 3, 6]],
    ['none that the machine could have but has not', '0-127', '0-1\n', [0, 1]],
    ['none that is switched off', '0-3', '0,2\n', [0, 2]],
    ['more than ten', '8-11', '0-15\n', [8, 9, 10, 11]],
  ]
  for (const [title, list, online, cpus] of cases) {
    it(`gives ${title}`, () => expect(allowedCpus(machine(allowed(list), online))).to.deep.equal(cpus))
  }

  const unknown: readonly (readonly [title: string, status: string, online: string])[] = [
    ['both files are missing', '', ''],
    ['the status is missing', '', '0-3\n'],
    ['the list of cores is missing', allowed('0-3'), ''],
    ['the status has no such line', 'Name:\tnode\nMems_allowed:\t00000001\n', '0-3\n'],
    ['the line is empty', allowed(''), '0-3\n'],
    ['the line is no list', allowed('all'), '0-3\n'],
    ['a range runs backwards', allowed('3-0'), '0-3\n'],
  ]
  for (const [title, status, online] of unknown) {
    it(`gives none where ${title}`, () => expect(allowedCpus(machine(status, online))).to.deep.equal([]))
  }
})
