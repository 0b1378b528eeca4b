import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let willCollect = false

export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  try {
    ;(runInNewContext('gc') as () => void)()
  } finally {
    setFlagsFromString('--no-expose-gc')
  }
}

/** Collects garbage once the code that runs now has let go of what it holds. */
export function collectGarbageSoon(): void {
  if (willCollect) return
  willCollect = true
  setImmediate(() => {
    willCollect = false
    collectGarbage()
  }).unref()
}
