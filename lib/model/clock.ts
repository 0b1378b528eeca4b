/** The machine's monotonic clock, the same in all threads and processes, in ms. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
