import { expect } from 'chai'
import { fileURLToPath } from 'node:url'
import { countPhysicalCores } from '../../lib/options/physical-cores.js'
import { fileTree } from '../helpers/file-tree.js'
import { runProgram } from '../helpers/program.js'

const nothing = fileTree({})

describe('countPhysicalCores', () => {
  describe('on Linux', () => {
    const topology = (name: string, groups: readonly string[]) =>
      Object.fromEntries(groups.map((group, cpu) => [`/sys/devices/system/cpu/cpu${cpu}/topology/${name}`, `${group}\n`]))
    const count = (allowed: string, groups: Record<string, string>) =>
      countPhysicalCores('linux', fileTree({
        '/proc/self/status': `Cpus_allowed_list:\t${allowed}\n`,
        '/sys/devices/system/cpu/online': '0-3\n',
        ...groups,
      }))
    const siblings = ['0,2', '1,3', '0,2', '1,3']

    it('counts those that share a core once', () => {
      expect(count('0-3', topology('core_cpus_list', siblings))).to.equal(2)
    })

    it('counts all where none share', () => {
      expect(count('0-3', topology('core_cpus_list', ['0', '1', '2', '3']))).to.equal(4)
    })

    it('counts only what this process may run on', () => {
      expect(count('0,2', topology('core_cpus_list', siblings))).to.equal(1)
      expect(count('0-1', topology('core_cpus_list', siblings))).to.equal(2)
    })

    it('knows the name that older kernels give it', () => {
      expect(count('0-3', topology('thread_siblings_list', siblings))).to.equal(2)
    })

    it('gives nothing where it is not known of each', () => {
      expect(count('0-3', {})).to.equal(undefined)
      expect(count('0-3', topology('core_cpus_list', siblings.slice(0, 3)))).to.equal(undefined)
      expect(countPhysicalCores('linux', nothing)).to.equal(undefined)
    })
  })

  for (const [platform, program] of [['darwin', /^sysctl$/], ['win32', /powershell\.exe$/]] as const) {
    describe(`on ${platform}`, () => {
      const count = (output: string) => countPhysicalCores(platform, nothing, () => output)

      it('is what the system says', () => {
        expect(count('8\n')).to.equal(8)
        expect(count('12\r\n')).to.equal(12)
      })

      it('asks one program', () => {
        const asked: string[] = []
        countPhysicalCores(platform, nothing, (file) => (asked.push(file), '8'))
        expect(asked).to.have.length(1)
        expect(asked[0]).to.match(program)
      })

      for (const output of ['', '\n', '0', '-1', '1.5', 'no such key', 'NaN', 'Infinity']) {
        it(`gives nothing for ${JSON.stringify(output)}`, () => expect(count(output)).to.equal(undefined))
      }
    })
  }

  it('gives nothing elsewhere', () => {
    expect(countPhysicalCores('freebsd', nothing, () => '8')).to.equal(undefined)
  })
})

describe('physicalCores', () => {
  it('warns once where the system does not tell, and the logical cores count [I18]', async () => {
    // the permission model hides the system's files as no tree of ours can in a whole program
    const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission'
    const here = fileURLToPath(new URL('../../../', import.meta.url))
    const { stdout, stderr } = await runProgram('cpu-count', { flags: [permission, '--no-warnings', `--allow-fs-read=${here}*`] })
    expect(stderr).to.equal('')
    const [counts, ...warnings] = stdout.trimEnd().split('\n')
    expect(counts).to.match(/^counts (\d+) \1 \1 of \1$/)
    expect(warnings).to.have.length(1)
    expect(warnings[0]).to.match(/^warning WARN_PHYSICAL_CORES expected to find out how many physical cores there are, got no answer/)
  })
})
