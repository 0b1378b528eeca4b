import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Worker } from 'node:worker_threads'
import type { pool as makePool } from 'workerpool'
import { bundledError } from '../model/bundled-error.js'
import { WorkerStartError } from '../model/errors.js'
import { ownUrl } from '../model/own-url.js'
import type { ErrorRecord } from '../wire/error-record.js'
import type { Started, StartOptions } from '../worker/start.js'
import type { NativeOptions, Transport } from './transport.js'

const load = createRequire(ownUrl)
/** The worker program is one file, and CommonJS: without Node's loader of ES modules it is ready some milliseconds sooner. */
const SCRIPT = fileURLToPath(new URL('../worker/pool-worker.cjs', ownUrl))

/** How long a worker may take to end by itself when it is asked to, in ms. */
const LAST_GRACE = 1000

type Pool = ReturnType<typeof makePool>
/** A worker as Node knows it. */
export type Native = Worker | ChildProcess

/**
 * A thread or process as workerpool starts it, asks it and ends it. A pool of one worker with an empty queue is all that is
 * used of workerpool, because its queue loses tasks when a worker dies: batches are sent past it, to `native`.
 */
export class NativeWorker {
  readonly native: Native
  /** The worker's answer to the start options that it was made with. */
  readonly answered: Promise<Started>
  readonly #pool: Pool
  readonly #noun: string

  constructor(transport: Transport, native: NativeOptions, options: StartOptions) {
    if (!existsSync(SCRIPT)) throw bundledError()
    // required, as an import would first load Node's parser of CommonJS exports
    const { pool } = load('workerpool') as { pool: typeof makePool }
    this.#noun = transport.noun
    this.#pool = pool(SCRIPT, { ...transport.options(native), maxWorkers: 1, workerTerminateTimeout: LAST_GRACE })
    this.answered = transport.start(() => this.start(options)) // workerpool starts a worker for its first request
    this.native = nativeOf(this.#pool)
  }

  /** Tells the worker the options. Rejects with a WorkerStartError if there is no answer. */
  async start(options: StartOptions): Promise<Started> {
    try {
      return await this.#pool.exec('start', [options])
    } catch (error) {
      const { message } = error as Error
      const text = `a ${this.#noun} could not be started: ${message}. ${adviceOn(message)}`
      throw new WorkerStartError(text, { cause: error })
    }
  }

  /** Resolves when the worker's program runs, whether or not it has answered yet. */
  saidReady(): Promise<void> {
    return new Promise((resolve) => {
      const listen = (message: unknown) => {
        if (message !== 'ready') return // the word of workerpool's protocol
        this.native.off('message', listen)
        resolve()
      }
      this.native.on('message', listen)
    })
  }

  /** Runs the worker's finalizer. Gives what that throws; null if the worker ends meanwhile. */
  async finish(): Promise<ErrorRecord | null | undefined> {
    try {
      return await this.#pool.exec('finish', [])
    } catch {
      return null
    }
  }

  /** Asks the worker to end by itself. */
  terminate(): void {
    Promise.resolve(this.#pool.terminate()).catch(() => {}) // that it has ended is heard from `native`
  }
}

function adviceOn(message: string): string {
  if (message.includes('uv_cwd')) {
    return 'The working folder of the program is gone: change to another one (process.chdir()), or take processes'
  }
  return "Look at what Node's flags load (--import, --require), at resourceLimits, and at the memory left"
}

/** workerpool keeps the worker to itself; without it there is no way to send, to kill or to let the program end. */
function nativeOf(pool: Pool): Native {
  const { workers } = pool as unknown as { workers?: readonly { worker?: Native }[] }
  const native = workers?.[0]?.worker
  if (typeof native?.on === 'function' && typeof native.unref === 'function') return native
  throw new WorkerStartError('the installed workerpool keeps its workers elsewhere: install workerpool >=10.0.3 <11')
}
