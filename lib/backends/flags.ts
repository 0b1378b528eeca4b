import type { ResourceLimits } from '../model/resource-limits.js'

/** Flags that workers don't get: they say which program to run, or only one process can have them. */
const OWN =
  /^(-e|-p|-pe|-i|-c|--eval|--print|--interactive|--check|--(no-)?test(-.*)?|--(no-)?watch(-.*)?|--input-type|--inspect(-.*)?|--debug-port)(=|$)/

/** Node's flags for worker processes, from those of this program. */
export function flagsForProcess(flags: readonly string[]): string[] {
  return grouped(flags).filter(([flag]) => !OWN.test(flag!)).flat()
}

/** Flags that a thread can have for itself: how modules are found and loaded, and what is shown. */
const OF_THREADS =
  /^(-r|--require|--import|-C|--conditions|--loader|--(no-)?experimental-.*|--enable-source-maps|--(no-|trace-)?warnings)(=|$)/

/**
 * Node's flags for worker threads; undefined: those of this program, which threads have anyway. Only `--input-type` keeps them
 * from starting.
 */
export function flagsForThread(flags: readonly string[]): string[] | undefined {
  if (!flags.some((flag) => flag.startsWith('--input-type'))) return undefined
  return grouped(flags).filter(([flag]) => OF_THREADS.test(flag!)).flat()
}

/** Each flag together with the value that follows it, if one does. */
function grouped(flags: readonly string[]): string[][] {
  const groups: string[][] = []
  for (const flag of flags) {
    if (flag.startsWith('-') || groups.length === 0) groups.push([flag])
    else groups.at(-1)!.push(flag)
  }
  return groups
}

/** V8's limits as flags, for a process. Its young generation has three semi-spaces. */
export function flagsForLimits(limits: ResourceLimits = {}): string[] {
  const { maxOldGenerationSizeMb: old, maxYoungGenerationSizeMb: young, stackSizeMb: stack } = limits
  return [
    ...(old === undefined ? [] : [`--max-old-space-size=${Math.ceil(old)}`]),
    ...(young === undefined ? [] : [`--max-semi-space-size=${Math.max(1, Math.floor(young / 3))}`]),
    ...(stack === undefined ? [] : [`--stack-size=${Math.floor(stack * 1000)}`]),
  ]
}
