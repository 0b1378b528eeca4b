import type { ReadFile } from './read-file.js'

/**
 * The numbers of the logical cores that Linux lets this process run on, as `taskset`, a cpuset or Docker's
 * `--cpuset-cpus` set them. Empty where that can't be found out.
 */
export function allowedCpus(read: ReadFile): readonly number[] {
  const [, allowed = ''] = /^Cpus_allowed_list:[ \t]*(.*)$/m.exec(read('/proc/self/status')) ?? []
  // a process may be allowed cores that the machine doesn't have, or has switched off
  const online = new Set(parseCpuList(read('/sys/devices/system/cpu/online')))
  return parseCpuList(allowed).filter((cpu) => online.has(cpu))
}

/** The numbers in a list that the kernel has written, such as `0-3,8`. */
function parseCpuList(text: string): number[] {
  return Array.from(text.matchAll(/(\d+)(?:-(\d+))?/g), ([, first, last = first]) => range(Number(first), Number(last))).flat()
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
}
