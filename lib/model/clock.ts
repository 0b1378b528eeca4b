let origin: number | undefined

/** The time by the machine's monotonic clock (`process.hrtime`), which all threads and processes share, in ms. */
export function now(): number {
  origin ??= nowByHrtime() - performance.now() // hrtime itself takes four times as long
  return origin + performance.now()
}

/** What {@link now} returns, for workers: they are to start fast, and `performance` would load ten modules of Node. */
export function nowByHrtime(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
