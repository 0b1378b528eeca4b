import { expect } from 'chai'
import { fileURLToPath } from 'node:url'
import { TimeoutError } from '../../lib/model/errors.js'
import { hasFrames, isOwnFrame, withoutOwnFrames } from '../../lib/wire/own-frames.js'

const url = new URL('../../../', import.meta.url).href
const root = fileURLToPath(url)
const WORKER = `    at runMapped (${root}dist/lib/worker/pool-worker.cjs:17:25)`
const LIBRARY = `    at async collect (${url}dist/lib/main/index.js:3:1)`
const MAPPED = `    at Run.each (${root}lib/run.ts:7:1)`
const TASK = '    at resize (file:///app/images.js:3:9)'
const CALLER = '    at async main (/app/main.js:5:3)'
const READ = '    at readFileSync (node:fs:441:20)'
const TICKS = '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)'
const EMIT = '    at Worker.emit (node:events:519:28)'
const NEW = '    at new Promise (<anonymous>)'
const IN_TASK = '    in task 3: resize(7) (worker thread)'

function left(error: Error, ...lines: readonly string[]): string[] {
  error.stack = [`${error.name}: ${error.message}`, ...lines].join('\n')
  return withoutOwnFrames(error).split('\n').slice(1)
}

describe('the frames of this library', () => {
  for (const line of [WORKER, LIBRARY, MAPPED]) {
    it(`are told by where its code is: ${line.trim().replaceAll(root, '…/')}`, () => {
      expect(isOwnFrame(line)).to.equal(true)
    })
  }

  for (const line of [TASK, CALLER, READ, IN_TASK, `    at spec (${root}spec/x.spec.ts:1:1)`, `the file ${root}lib/run.ts:7:1`]) {
    it(`are no others: ${line.trim().replaceAll(root, '…/')}`, () => {
      expect(isOwnFrame(line)).to.equal(false)
    })
  }

  it('are left out below those of a task, with what Node does in between', () => {
    expect(left(new Error('no'), TASK, WORKER, NEW, WORKER, TICKS, LIBRARY)).to.deep.equal([TASK])
    expect(left(new Error('no'), TASK, TICKS, LIBRARY, CALLER)).to.deep.equal([TASK, CALLER])
  })

  it("are left out where Node's own stay that the task has called", () => {
    expect(left(new Error('no'), READ, TASK, WORKER, IN_TASK, TICKS, CALLER)).to.deep.equal([READ, TASK, IN_TASK, TICKS, CALLER])
    expect(left(new Error('no'), READ, WORKER, EMIT)).to.deep.equal([READ])
  })

  it('are left out of an error that the library makes, though nothing is left', () => {
    const error = new TimeoutError('too late', 10)
    expect(left(error, LIBRARY, EMIT, MAPPED)).to.deep.equal([])
    expect([hasFrames(withoutOwnFrames(error)), hasFrames(error.stack!)]).to.deep.equal([false, true])
  })

  it('stay in an error that begins in the library and is none of its own: it is a mistake in it', () => {
    expect(left(new TypeError('x is undefined'), LIBRARY, EMIT, CALLER)).to.deep.equal([LIBRARY, EMIT, CALLER])
  })

  it('stay in a message, which may quote a stack', () => {
    const error = new Error(`it says:\n${WORKER}`)
    expect(left(error, TASK, WORKER)).to.deep.equal([WORKER, TASK])
  })
})
