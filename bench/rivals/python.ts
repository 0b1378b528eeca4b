import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { spinsPerMicrosecond } from '../harness/calibrate.js'
import type { Contender, Meter } from '../harness/contender.js'

export const PYTHON = '/usr/bin/python3'
const script = new URL('../../rivals/python.py', import.meta.url).pathname
const NAMES = { loop: 'Python, plain loop', joblib: 'Python, joblib', pool: 'Python, Pool.map' }
type Way = keyof typeof NAMES

/** Python's own loop, joblib (loky) and multiprocessing.Pool.map; judged by Python's own loop. Empty without Python. */
export const python: readonly Contender[] = pythonVersions() ? [contender('loop'), contender('joblib'), contender('pool')] : []

/** What is installed, by name; undefined when something is missing. */
export function pythonVersions(): Record<string, string> | undefined {
  const print = 'import sys, joblib, numpy; print(sys.version.split()[0], joblib.__version__, numpy.__version__)'
  const { status, stdout } = spawnSync(PYTHON, ['-c', print], { encoding: 'utf8' })
  if (status !== 0) return undefined
  const [python = '', joblib = '', numpy = ''] = stdout.trim().split(' ')
  return { python, joblib, numpy }
}

function contender(way: Way): Contender {
  return {
    name: NAMES[way],
    role: way === 'loop' ? 'baseline' : 'rival',
    baseline: 'python',
    open: (task, jobs) => new PythonMeter(way, task.name, PythonProcess.get(jobs)),
  }
}

/** Items go over before the clock starts, and Python holds the clock: what is measured is Python, not the way there. */
class PythonMeter<I> implements Meter<I> {
  readonly #way: Way
  readonly #task: string
  readonly #process: PythonProcess
  #started = false

  constructor(way: Way, task: string, process: PythonProcess) {
    this.#way = way
    this.#task = task
    this.#process = process
  }

  async measure(items: readonly I[]): Promise<{ ms: number }> {
    await this.#process.load(this.#task, items)
    if (!this.#started) await this.#process.ask('start', this.#way)
    this.#started = true
    return { ms: Number(await this.#process.ask('run', this.#way, items.length)) }
  }

  async close(): Promise<void> {
    this.#process.release()
  }
}

/** One Python for all who are open at a time. */
class PythonProcess {
  static #current: PythonProcess | undefined
  readonly #child: ChildProcess
  readonly #answers: AsyncIterator<string>
  #users = 0
  #loaded = 0

  static get(jobs: number): PythonProcess {
    const process = (PythonProcess.#current ??= new PythonProcess(jobs))
    process.#users++
    return process
  }

  constructor(jobs: number) {
    this.#child = spawn(PYTHON, ['-B', script, String(jobs)], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#answers = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  async load(task: string, items: readonly unknown[]): Promise<void> {
    if (items.length <= this.#loaded) return
    this.#loaded = items.length
    await this.ask('load', task, items.map((item, i) => describe(task, item, i)))
  }

  async ask(method: string, ...args: unknown[]): Promise<unknown> {
    this.#child.stdin!.write(`${JSON.stringify({ do: method, with: args })}\n`)
    const { value: line, done } = await this.#answers.next()
    if (done) throw new Error(`Python ended while it was asked to ${method}`)
    const { value, error } = JSON.parse(line) as { value: unknown; error?: string }
    if (error !== undefined) throw new Error(error)
    return value
  }

  release(): void {
    if (--this.#users > 0) return
    this.#child.stdin!.end()
    PythonProcess.#current = undefined
  }
}

/** The number that Python makes the item from. */
function describe(task: string, item: unknown, index: number): number {
  if (task === 'spin') return Number(item) / spinsPerMicrosecond()
  return task === 'double' ? Number(item) : index
}
