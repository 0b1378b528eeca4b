import { allowedCpus } from './affinity.js'
import { type ReadFile, readFile } from './read-file.js'
import { warn } from '../model/warn.js'

/** Runs a program and returns what it prints, empty where it can't be run. Specs pass functions of their own. */
export type RunProgram = (file: string, args: readonly string[]) => string

const POWERSHELL = `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`
const SUM_OF_CORES = '(Get-CimInstance Win32_Processor | Measure-Object NumberOfCores -Sum).Sum'

let known: number | undefined

/** How many physical cores there are. Infinity, and one warning, where the system doesn't tell. */
export function physicalCores(): number {
  // asked once: PowerShell may take a second
  return (known ??= countPhysicalCores(process.platform) ?? unknown())
}

/** How many physical cores there are; undefined where that can't be found out. */
export function countPhysicalCores(
  platform: NodeJS.Platform,
  read: ReadFile = readFile,
  run: RunProgram = runProgram,
): number | undefined {
  const count = countOn(platform, read, run)
  return Number.isInteger(count) && count > 0 ? count : undefined
}

function countOn(platform: NodeJS.Platform, read: ReadFile, run: RunProgram): number {
  switch (platform) {
    case 'linux': return countGroups(allowedCpus(read), read)
    case 'darwin': return Number(run('sysctl', ['-n', 'hw.physicalcpu']))
    case 'win32': return Number(run(POWERSHELL, ['-NoProfile', '-NonInteractive', '-Command', SUM_OF_CORES]))
    default: return NaN
  }
}

/** How many physical cores these logical ones belong to: those that share one have the same group of siblings. */
function countGroups(cpus: readonly number[], read: ReadFile): number {
  const groups = new Set(cpus.map((cpu) => siblings(`/sys/devices/system/cpu/cpu${cpu}/topology`, read)))
  return groups.has('') ? NaN : groups.size
}

function siblings(topology: string, read: ReadFile): string {
  // the second is its name before Linux 5.3
  return (read(`${topology}/core_cpus_list`) || read(`${topology}/thread_siblings_list`)).trim()
}

function runProgram(file: string, args: readonly string[]): string {
  const { execFileSync } = process.getBuiltinModule('node:child_process') // takes 2 ms to load
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000, windowsHide: true })
  } catch {
    return '' // no such program, or Node's permission model forbids it
  }
}

function unknown(): number {
  const message = 'expected to find out how many physical cores there are, got no answer from the system: logical cores ' +
    'are counted instead. Set ALLCORES_MAX_CPU_COUNT to say how many may be used'
  warn('WARN_PHYSICAL_CORES', message)
  return Infinity
}
