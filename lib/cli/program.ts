import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { type BackendName, Parallel } from '../index.js'
import type { BenchOptions } from './bench-command.js'
import { CommandError } from './command-error.js'
import { ownVersion } from './machine.js'
import type { Place } from './model.js'
import type { ReportOptions } from './report-command.js'

/**
 * Runs a command line. Never rejects.
 *
 * @returns the exit code
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  let exitCode = 0
  const program = new Command('allcores').version(ownVersion())
  program.description('Map a function over anything iterable on all the cores you have.')
  addBench(program, (code) => void (exitCode = code))
  addReport(program)
  for (const command of [program, ...program.commands]) command.exitOverride()
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2 // it has told what there is to tell
    console.error(error instanceof CommandError ? error.message : error)
    return error instanceof CommandError ? error.exitCode : 1
  }
}

function addBench(program: Command, done: (exitCode: number) => void): void {
  program
    .command('bench')
    .summary('measure what parallel tasks cost here, and which options suit a function')
    .description(DESCRIPTION)
    .argument('[file.js#export]', 'the function to measure; no export: the default; no file: tasks of several durations')
    .option('--items <file>', 'what to call it with: JSON values, one a line, or an array in a .json file; - is stdin')
    .option('--count <n>', "call it with the numbers from 0 to n - 1 (default: the file's items, or 1000)", toCount)
    .option('--spread', 'items are arrays of arguments', false)
    .option('--jobs <n>', 'the most jobs to try; -1 is all cores (default: all cores)', toJobs)
    .option('--backend <name>', 'only sequential, async, threads or processes; may be given several times', toBackends)
    .option('--time <seconds>', 'how long it may take in all', toSeconds, 20)
    .option('--quick', '5 seconds at most: shows that it works, not how fast it is', false)
    .option('--html <file>', 'write a page with the result')
    .option('--json <file>', 'write everything that was measured')
    .action(async (target: string | undefined, options: BenchOptions) => {
      const { items, count } = options
      if (items !== undefined && count !== undefined) throw new CommandError('--items and --count: give one of them.')
      const { benchCommand } = await import('./bench-command.js')
      done(await benchCommand(target, options))
    })
}

function addReport(program: Command): void {
  program
    .command('report')
    .summary("draw what workers did when, from a trace that Parallel({ trace: 'file.json' }) wrote")
    .description('Makes a page with a timeline of the workers, what bounds each call and what to do about it.')
    .argument('<file.json>', 'the trace')
    .option('--out <file>', 'the page (default: the name of the trace, with .html)')
    .action(async (file: string, options: ReportOptions) => {
      const { reportCommand } = await import('./report-command.js')
      reportCommand(file, options)
    })
}

const DESCRIPTION =
  'Measures the backends on this machine, with tasks of several durations or with a function of yours, and tells which ' +
  'backend, how many jobs and which batch size pay. The function is called many times, in a plain loop and in workers.'

function toCount(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1) return Number(text)
  throw new InvalidArgumentError('Expected a whole number of at least 1.')
}

function toSeconds(text: string): number {
  if (Number(text) > 0 && Number(text) <= 86_400) return Number(text)
  throw new InvalidArgumentError('Expected a number of seconds above 0, a day at most.')
}

function toJobs(text: string): number {
  return asOption(() => Parallel({ nJobs: text }).config.nJobs)
}

function toBackends(name: string, before: readonly Place[] = []): Place[] {
  const backend = asOption(() => Parallel({ backend: name as BackendName }).config.backend)
  return [...new Set([...before, backend as Place])]
}

/** Reads an option of the library, and has its error told as one of the command line. */
function asOption<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}
