import type { Backend, BackendTraits, Executor } from 'allcores'

/** As short as a backend can be: it shows what the port asks for. It runs tasks in the caller's thread. */
export function bareBackend(name = 'bare', memory: BackendTraits['memory'] = 'caller'): Backend {
  return { name, traits: { inline: false, batches: false, memory }, open: () => executor() }
}

function executor(): Executor {
  const running = new Map<object, () => void>()
  const all = new Set<Promise<void>>()
  return {
    submit(batch, report) {
      const run = async () => {
        for (const [offset, { fn, args }] of [...batch.tasks].entries()) {
          const start = performance.now()
          let value: unknown
          const failures: { position: number; error: unknown }[] = []
          try {
            value = await Reflect.apply(fn, undefined, args)
          } catch (error) {
            failures.push({ position: offset, error })
          }
          if (running.has(batch)) report({ offset, values: [value], failures, elapsed: performance.now() - start })
        }
      }
      const over = new Promise<void>((resolve) => running.set(batch, resolve))
      const submitted = Promise.race([over, run()]).finally(() => running.delete(batch))
      all.add(submitted)
      return submitted
    },
    share() {},
    stop(batch) {
      running.get(batch)?.()
      running.delete(batch)
    },
    close: async () => void (await Promise.all(all)),
  }
}
