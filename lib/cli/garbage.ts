import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

/** Collects the garbage that one setup leaves, so that the next doesn't pay for it. Once is not enough (see bench/). */
export async function collectGarbage(): Promise<void> {
  gc()
  await setTimeout(5)
  gc()
}
