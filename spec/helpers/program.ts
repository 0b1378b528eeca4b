import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { until } from './until.js'

export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Program {
  /** Its process id, and that of the process group that it leads, as a shell makes one for each command. */
  readonly pid: number
  /** A variable that only its environment has, and that of all that it starts. */
  readonly mark: string
  /** Resolves when it has ended, and whatever shares its output with it. */
  readonly ended: Promise<Ended>
  /** The first whole line of output that begins with `start`, without it; waits for it. */
  told(start: string): Promise<string>
}

export interface StartOptions {
  readonly args?: readonly string[]
  /** For Node itself. */
  readonly flags?: readonly string[]
  /** Variables that it has besides ours. */
  readonly env?: NodeJS.ProcessEnv
  /** A command that runs it, and all that comes before the program. */
  readonly by?: readonly string[]
}

/** Where programs start. */
export const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url))
const MARK = 'ALLCORES_SPEC_PROGRAM'
const running = new Set<number>()
let started = 0

/** Starts a program of `spec/fixtures` by its name; undefined: none, `flags` say what to run. */
export function startProgram(name: string | undefined, { args = [], flags = [], env = {}, by = [] }: StartOptions = {}): Program {
  const script = name === undefined ? [] : [`${FIXTURES}${name}.js`]
  const number = `${process.pid}.${++started}`
  const [command, ...rest] = [...by, process.execPath, ...flags, ...script, ...args]
  const child = spawn(command!, rest, {
    cwd: FIXTURES,
    env: { ...process.env, ...env, [MARK]: number },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
  const pid = child.pid!
  running.add(pid)
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', () => running.delete(pid))
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }))
  })
  const line = (start: string) => stdout.split('\n').slice(0, -1).find((line) => line.startsWith(start))
  return {
    pid,
    mark: `${MARK}=${number}`,
    ended,
    async told(start) {
      await until(() => line(start) !== undefined || child.exitCode !== null || child.signalCode !== null, `the program says ${start}`)
      const found = line(start)
      if (found === undefined) throw new Error(`the program ended without saying ${start}:\n${stdout}${stderr}`)
      return found.slice(start.length)
    },
  }
}

export function runProgram(name: string | undefined, options?: StartOptions): Promise<Ended> {
  return startProgram(name, options).ended
}

// a test that has failed leaves no program behind
afterEach(() => {
  for (const pid of running) process.kill(-pid, 'SIGKILL')
})
