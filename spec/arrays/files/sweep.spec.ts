import { expect } from 'chai'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownName } from '../../../lib/arrays/files/owner.js'
import { sweep } from '../../../lib/arrays/files/sweep.js'
import { useScratch } from '../../helpers/scratch.js'

describe('the sweep', () => {
  const scratch = useScratch()
  const nameOf = (pid: number) => ownName().replace(`-${process.pid}-`, `-${pid}-`)
  const dead = () => nameOf(spawnSync(process.execPath, ['--version']).pid)

  function makeFolder(name: string): string {
    const folder = scratch.file(name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'r-1-1'), 'left')
    return folder
  }

  it('removes what programs left that are dead, with all that is in it', () => {
    const folder = makeFolder(dead())
    sweep(scratch.file('.'))
    expect(existsSync(folder)).to.equal(false)
  })

  it('leaves what belongs to the living, and what is none of ours', () => {
    const folders = [ownName(), 'allcores-notes', dead().replace(/^allcores/, 'other')].map(makeFolder)
    sweep(scratch.file('.'))
    expect(folders.filter(existsSync)).to.deep.equal(folders)
  })

  it('leaves files and links of such a name', () => {
    const target = makeFolder('precious')
    const link = dead()
    symlinkSync(target, scratch.file(link))
    const file = dead()
    scratch.write(file)
    sweep(scratch.file('.'))
    expect([scratch.has(link), scratch.has(file), existsSync(join(target, 'r-1-1'))]).to.deep.equal([true, true, true])
  })

  it('does nothing where there is no such folder', () => {
    sweep(scratch.file('nowhere'))
  })
})
