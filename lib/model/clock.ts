let origin: number | undefined

/** The machine's monotonic clock (`process.hrtime`), the same in all threads and processes, in ms. */
export function now(): number {
  origin ??= nowByHrtime() - performance.now() // hrtime itself takes four times as long
  return origin + performance.now()
}

/** The same clock, for workers: they are to start soon, and `performance` would load ten modules of Node. */
export function nowByHrtime(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
