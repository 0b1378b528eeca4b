import { expect } from 'chai'
import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, ownFolder, useFolders } from '../../../lib/arrays/files/folder.js'
import { onFolder } from '../../../lib/arrays/files/known-folders.js'
import { ownName } from '../../../lib/arrays/files/owner.js'
import { runProgram } from '../../helpers/program.js'
import { useScratch } from '../../helpers/scratch.js'

describe('the folder of files', () => {
  const scratch = useScratch()
  const base = () => scratch.file('base')

  it('is for this user only, and its base is made if need be', () => {
    const end = useFolders(base())
    const folder = ownFolder(base())
    expect(folder).to.equal(join(base(), ownName()))
    if (process.platform !== 'win32') expect(lstatSync(folder).mode & 0o777).to.equal(0o700)
    end()
  })

  it('is one for all calls, and goes with the last of them [J5] [J6]', () => {
    const [endFirst, endSecond] = [useFolders(base()), useFolders(base())]
    const folder = ownFolder(base())
    expect(ownFolder(base())).to.equal(folder)
    endFirst()
    endFirst() // tells it again
    expect(existsSync(folder)).to.equal(true)
    endSecond()
    expect(existsSync(folder)).to.equal(false)
  })

  it('stays for a file that is in use, without results that nobody will read', () => {
    const end = useFolders(base())
    const folder = ownFolder(base())
    for (const name of ['a-1', 'r-12-1']) writeFileSync(join(folder, name), '')
    end()
    expect(readdirSync(folder)).to.deep.equal(['a-1'])
  })

  it('is one for all copies of the library in a thread, and goes with the last call of any', async () => {
    const url = new URL('../../../lib/arrays/files/folder.js?other', import.meta.url)
    const other = (await import(url.href)) as { useFolders: typeof useFolders }
    const end = useFolders(base())
    const folder = ownFolder(base())
    writeFileSync(join(folder, 'r-12-1'), '')
    other.useFolders(base())()
    expect(readdirSync(folder)).to.deep.equal(['r-12-1'])
    end()
    expect(existsSync(folder)).to.equal(false)
  })

  it('is refused if somebody else has put a link in its place', () => {
    mkdirSync(base())
    mkdirSync(scratch.file('elsewhere'))
    symlinkSync(scratch.file('elsewhere'), join(base(), 'allcores'))
    expect(() => makeFolder(base(), 'allcores')).to.throw('EEXIST')
  })

  it('is refused where no folder can be made', async function () {
    // only Linux has /proc, below which none can be made
    if (process.platform !== 'linux') this.skip()
    for (const base of ['/proc/allcores/base', '/dev/null/base']) {
      const { exitCode, stderr } = await runProgram('arrays-folder', { args: [base, 'returns'] })
      expect(exitCode).to.equal(1)
      expect(stderr).to.match(/Error: (ENOENT|ENOTDIR): .*, mkdir '\/(proc|dev)/)
    }
  })

  it('is told to who wants to know, be it before or after, once', () => {
    makeFolder(base(), 'first')
    const told: string[] = []
    onFolder((folder) => told.push(folder))
    for (const name of ['second', 'second', 'first']) makeFolder(base(), name)
    const ours = told.filter((folder) => folder.startsWith(base()))
    expect(ours).to.deep.equal(['first', 'second'].map((name) => join(base(), name)))
  })

  for (const how of ['returns', 'exits', 'throws']) {
    it(`is gone when the program ${how}`, async () => {
      const { stdout } = await runProgram('arrays-folder', { args: [base(), how] })
      expect(stdout).to.match(/^made allcores-\S+\n$/)
      expect(readdirSync(base())).to.deep.equal([])
    })
  }

  it('of a program that was killed is gone when the next one makes its own there [J8]', async () => {
    await runProgram('arrays-folder', { args: [base(), 'killed'] })
    expect(readdirSync(base())).to.have.length(1)
    await runProgram('arrays-folder', { args: [base(), 'returns'] })
    expect(readdirSync(base())).to.deep.equal([])
  })
})
