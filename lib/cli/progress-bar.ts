/** Shows what is going on, and how much of the time has passed. */
export interface ProgressBar {
  tell(what: string): void
  stop(): void
}

const SILENT: ProgressBar = { tell() {}, stop() {} }

/** Makes a bar on stderr for work that may take `ms`; it shows nothing where stderr is no terminal. */
export async function progressBar(ms: number): Promise<ProgressBar> {
  if (!process.stderr.isTTY) return SILENT
  const { SingleBar } = await import('cli-progress')
  const format = '{bar} {what}'
  const bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true, gracefulExit: false, barsize: 20 })
  const start = performance.now()
  bar.start(ms, 0, { what: '' })
  return {
    tell: (what) => bar.update(Math.min(performance.now() - start, ms), { what }),
    stop: () => bar.stop(),
  }
}
