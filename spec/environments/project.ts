import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const MODULES = path.join(ROOT, 'node_modules')

export const FIXTURES = path.join(ROOT, 'spec/environments/fixtures')

export interface Ended {
  readonly exitCode: number | string | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder of programs that have the library installed, as users have it. */
export interface Project {
  /** The full name of a file or folder in it. */
  file(name: string): string
  write(name: string, text: string): void
  /** Runs Node in it. */
  run(args: readonly string[], input?: string): Promise<Ended>
}

/** Gives a suite one. The library is a copy, lest it be taken for the program's own code; other packages are links. */
export function useProject(): Project {
  let folder = ''
  const file = (name: string) => path.join(folder, name)
  before(() => {
    folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'allcores-environments-'))
    mkdirSync(file('node_modules'))
    for (const name of readdirSync(MODULES)) symlinkSync(path.join(MODULES, name), file(`node_modules/${name}`))
    for (const part of ['package.json', 'dist/lib/main', 'dist/lib/worker/pool-worker.cjs']) {
      cpSync(path.join(ROOT, part), file(`node_modules/allcores/${part}`), { recursive: true })
    }
    cpSync(path.join(FIXTURES, 'a-package'), file('node_modules/a-package'), { recursive: true })
  })
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
  return {
    file,
    write: (name, text) => writeFileSync(file(name), text),
    run: (args, input) => runNode(folder, args, {}, input),
  }
}

/** The file of an installed package's command. */
export function command(name: string, bin = name): string {
  const { bin: bins } = JSON.parse(readFileSync(path.join(MODULES, name, 'package.json'), 'utf8'))
  return path.join(MODULES, name, typeof bins === 'string' ? bins : bins[bin])
}

/** Runs Node in that folder; ends it when it takes too long. */
export function runNode(cwd: string, args: readonly string[], variables = {}, input = ''): Promise<Ended> {
  const env = { ...process.env, NODE_OPTIONS: '', ...variables }
  const options = { cwd, env, timeout: 180_000, killSignal: 'SIGKILL' } as const
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ exitCode: error ? (error.killed ? 'too slow' : (error.code ?? null)) : 0, stdout, stderr })
    })
    child.stdin!.end(input)
  })
}

export function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
