import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Whether this worker takes more than so many bytes, garbage not counted. */
export function takesMoreThan(bytes: number, isProcess: boolean): boolean {
  if (memoryTaken(isProcess) <= bytes) return false
  collectGarbage()
  return memoryTaken(isProcess) > bytes
}

/** All of a process; of a thread, which shares its process, its heap and its buffers. */
function memoryTaken(isProcess: boolean): number {
  if (isProcess) return process.memoryUsage.rss()
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  try {
    ;(runInNewContext('gc') as () => void)()
  } finally {
    setFlagsFromString('--no-expose-gc')
  }
}
