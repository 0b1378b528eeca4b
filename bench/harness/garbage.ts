import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

/**
 * Clears away what one contender leaves behind, so that the next one doesn't pay for it. Once is not enough: after
 * half a million promises the next run still took up to 8 times as long, even with a pause; twice with a pause is.
 */
export async function collectGarbage(): Promise<void> {
  gc()
  await setTimeout(20)
  gc()
}
