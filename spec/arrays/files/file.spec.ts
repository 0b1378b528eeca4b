import { expect } from 'chai'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { sameBytes } from '../../../lib/arrays/files/bytes.js'
import { type ArrayFile, createFile, inSomeBase, makeFile } from '../../../lib/arrays/files/file.js'
import { useFolders } from '../../../lib/arrays/files/folder.js'
import { ParallelError } from '../../../lib/model/errors.js'
import { runProgram } from '../../helpers/program.js'
import { useScratch } from '../../helpers/scratch.js'
import { useVariables } from '../../helpers/variables.js'

describe('a file for an array', () => {
  const scratch = useScratch()
  const setVariables = useVariables()
  const BYTES = new Uint8Array(3000).map((_, place) => place)
  const all: ArrayFile[] = []
  afterEach(() => all.splice(0).forEach((file) => file.close()))

  function make(): ArrayFile {
    const file = makeFile(BYTES, scratch.file('base'))!
    all.push(file)
    return file
  }

  it('holds its bytes, and can be opened by its path', () => {
    const { fd, path, byteLength } = make()
    expect(sameBytes(fd, BYTES)).to.equal(true)
    expect(Buffer.compare(readFileSync(path), BYTES)).to.equal(0)
    expect(byteLength).to.equal(3000)
  })

  it('has no name on Linux, so that nothing can be left behind [J6]', function () {
    // elsewhere a file can't be opened by its descriptor
    if (process.platform !== 'linux') this.skip()
    const { path, fd } = make()
    expect(path).to.equal(`/proc/${process.pid}/fd/${fd}`)
    expect(readdirSync(scratch.file('base'))).to.deep.equal([])
  })

  it('has a name elsewhere, until it is closed; its folder goes with the last one', () => {
    setVariables({ ALLCORES_NAMED_FILES: '1' })
    const [first, second] = [make(), make()]
    expect(dirname(first.path)).to.equal(dirname(second.path))
    first.close()
    expect([existsSync(first.path), existsSync(second.path)]).to.deep.equal([false, true])
    second.close()
    second.close() // again
    expect(readdirSync(scratch.file('base'))).to.deep.equal([])
  })

  it('has a name and an id of its own, whichever copy of the library made it', async () => {
    setVariables({ ALLCORES_NAMED_FILES: '1' })
    const url = new URL('../../../lib/arrays/files/file.js?other', import.meta.url)
    const other = (await import(url.href)) as { makeFile: typeof makeFile }
    const files = [make(), other.makeFile(BYTES, scratch.file('base'))!, make()]
    all.push(files[1]!)
    for (const key of ['path', 'id'] as const) expect(new Set(files.map((file) => file[key])).size).to.equal(3)
  })

  it('leaves the folder to calls that run', () => {
    const end = useFolders(scratch.file('base'))
    make().close()
    expect(readdirSync(scratch.file('base'))).to.have.length(1)
    end()
  })

  it('that there is no room for is an error that says so, before anything is written [J7]', () => {
    const bytesAt = () => expect.fail('nothing is to be written')
    const tooMany = 2 ** 60
    try {
      createFile(tooMany, bytesAt, scratch.file('.'))
      expect.fail('expected an error')
    } catch (error) {
      expect(error).to.include({ name: 'LargeArrayError', code: 'ERR_ARRAY_NO_SPACE', bytes: tooMany })
      const expected = /needs a file of \d+ bytes, and \/.* has \d+ bytes free: .*tempFolder.*mmapMode: null/
      expect((error as Error).message).to.match(expected)
    }
  })

  it('is made where there is room if the first folder turns out to be full', () => {
    const tried: string[] = []
    const make = (base: string) => {
      tried.push(base)
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    }
    expect(() => inSomeBase(1, undefined, make)).to.throw(ParallelError).with.property('code', 'ERR_ARRAY_NO_SPACE')
    const last = tried.at(-1)!
    expect(inSomeBase(1, undefined, (base) => (base === last ? base : make(base)))).to.equal(last)
  })

  it('is an error of its own if no file can be made', () => {
    writeFileSync(scratch.file('file'), '')
    expect(() => makeFile(BYTES, scratch.file('file'))).to.throw(ParallelError, 'a folder that this program may write to')
      .with.property('code', 'ERR_ARRAY_NO_FILE')
  })

  it('is one that says so where too many are open', () => {
    const make = () => { throw Object.assign(new Error('too many open files'), { code: 'EMFILE' }) }
    expect(() => inSomeBase(1, undefined, make)).to.throw(ParallelError, 'ulimit -n').with.property('code', 'ERR_ARRAY_NO_FILE')
  })

  it("is not made where Node's permission model forbids it", async () => {
    const flag = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission'
    const flags = [flag, '--allow-fs-read=*']
    const { stderr } = await runProgram('arrays-file', { args: [scratch.file('base')], flags })
    expect(stderr).to.include("code: 'ERR_ARRAY_NO_FILE'")
  })
})
