import type { MultiBar, SingleBar } from 'cli-progress'
import { ofThread } from '../model/of-thread.js'
import type { Line } from './bar-line.js'
import { interceptTerminal } from './intercept-terminal.js'

/** The bar of one call, among those of others. */
export interface Bar {
  /** Shows the latest, unless that was done a moment ago. */
  refresh(): void
  /** Leaves a line for good. */
  close(last: Line): void
}

interface Screen {
  add(line: Line): Bar
}

const FRAMES_PER_SECOND = 10
const FRAME = 1000 / FRAMES_PER_SECOND // ms
const ERASE_TO_END_OF_LINE = '\x1b[K'

const shared = ofThread('screen', (): { screen: Screen | undefined } => ({ screen: undefined }))

/** Shows a line. */
export type OpenBar = (line: Line) => Bar

/** What it takes costs those nothing who want no bar. Calls that run at the same time share a screen. */
export async function loadBars(): Promise<OpenBar> {
  const { MultiBar } = await import('cli-progress')
  return (line) => {
    shared.screen ??= openScreen(MultiBar, () => (shared.screen = undefined))
    return shared.screen.add(line)
  }
}

/**
 * The cursor stays visible and lines wrap as ever, so a program that is killed leaves a terminal in order. Neither is
 * there a handler for Ctrl-C, which a task that computes would hold up.
 */
function openScreen(Bars: typeof MultiBar, closed: () => void): Screen {
  const { stderr } = process
  const write = stderr.write.bind(stderr)
  const open = new Set<Bar>()
  const placed = new Set<SingleBar>()
  let isOver = false
  let drawnAt = -Infinity

  const look = () => ({ columns: (stderr.columns || 80) - 1, colors: stderr.hasColors() })
  const bars = new Bars({
    fps: FRAMES_PER_SECOND,
    format: (_options, _params, { line }: { line: () => string }) => line(),
    forceRedraw: true, // for what is printed above overwrites it
    linewrap: true, // lines are short enough as they are
    stream: { isTTY: true, columns: Infinity, write } as unknown as NodeJS.WritableStream,
  })
  const drawn = () => {
    drawnAt = performance.now()
    // a generator that nobody reads may end with the program
    ;(bars as unknown as { timer: NodeJS.Timeout | null }).timer?.unref()
  }
  bars.on('start', drawn)
  bars.on('update-post', drawn)

  const refresh = () => {
    if (!isOver && performance.now() - drawnAt >= FRAME) bars.update() // as the timer would if it had its turn
  }
  const print = (text: string) => {
    bars.log(text.replaceAll('\n', `${ERASE_TO_END_OF_LINE}\n`))
    bars.update()
  }
  const place = (line: () => string) => {
    if (isOver || placed.size >= (stderr.rows || 24) - 1) return undefined
    const bar = bars.create(1, 0, { line })
    placed.add(bar)
    return bar
  }
  const remove = (bar: SingleBar) => {
    placed.delete(bar)
    bars.remove(bar)
  }
  const stop = () => {
    if (isOver) return
    isOver = true
    release()
    bars.stop()
    process.off('exit', stop)
    process.off('uncaughtExceptionMonitor', stop)
    closed()
  }

  const release = interceptTerminal(print)
  process.on('exit', stop)
  process.on('uncaughtExceptionMonitor', stop)
  return {
    add(line) {
      let now = line
      const show = () => now(look())
      let shown = place(show)
      if (shown) bars.update() // the timer may have its turn only when all is over
      const bar: Bar = {
        refresh() {
          shown ??= place(show)
          refresh()
        },
        close(last) {
          now = last
          open.delete(bar)
          if (isOver) return void write(`${show()}\n`)
          if (open.size === 0) return stop()
          print(`${show()}\n`)
          if (shown) remove(shown)
        },
      }
      open.add(bar)
      return bar
    },
  }
}
