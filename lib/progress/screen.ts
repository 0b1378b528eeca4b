import type { MultiBar, SingleBar } from 'cli-progress'
import { ofThread } from '../model/of-thread.js'
import type { Line } from './bar-line.js'
import { interceptTerminal } from './intercept-terminal.js'

/** The bar of one call, among those of others. */
export interface Bar {
  /** Shows the line as it is now, unless that was done a moment ago. */
  refresh(): void
  /** Leaves a last line for good. */
  close(last: Line): void
}

/** Opens a bar that shows a line. */
export type OpenBar = (line: Line) => Bar

const FRAMES_PER_SECOND = 10
const FRAME = 1000 / FRAMES_PER_SECOND // ms
const ERASE_TO_END_OF_LINE = '\x1b[K'

const shared = ofThread('screen', (): { screen: Screen | undefined } => ({ screen: undefined }))

/** Loads what draws bars, which costs programs nothing that want none. Calls that run at the same time share a screen. */
export async function loadBars(): Promise<OpenBar> {
  const { MultiBar } = await import('cli-progress')
  return (line) => {
    shared.screen ??= new Screen(MultiBar, () => (shared.screen = undefined))
    return shared.screen.add(line)
  }
}

/**
 * The bars of calls that run at the same time, from the first that opens to the last that closes.
 *
 * The cursor stays visible and lines wrap as ever, so a program that is killed leaves a terminal in order. Neither is
 * there a handler for Ctrl-C, which a task that computes would hold up.
 */
class Screen {
  readonly #write = process.stderr.write.bind(process.stderr)
  readonly #bars: MultiBar
  readonly #open = new Set<Bar>()
  /** The rows that are drawn, at most one for each open bar. */
  readonly #rows = new Set<SingleBar>()
  readonly #release: () => void
  readonly #closed: () => void
  #isOver = false
  #drawnAt = -Infinity

  constructor(Bars: typeof MultiBar, closed: () => void) {
    this.#closed = closed
    this.#bars = makeBars(Bars, this.#write)
    this.#bars.on('start', this.#drawn)
    this.#bars.on('update-post', this.#drawn)
    this.#release = interceptTerminal((text) => this.#print(text))
    process.on('exit', this.#stop)
    process.on('uncaughtExceptionMonitor', this.#stop)
  }

  add(line: Line): Bar {
    let current = line
    const text = () => current(look())
    let row = this.#addRow(text)
    if (row) this.#bars.update() // the timer may have its turn only when all is over
    const bar: Bar = {
      refresh: () => {
        row ??= this.#addRow(text)
        this.#refresh()
      },
      close: (last) => {
        current = last
        this.#open.delete(bar)
        this.#leave(text(), row)
      },
    }
    this.#open.add(bar)
    return bar
  }

  /** Adds a row, unless the terminal has no room for it. */
  #addRow(text: () => string): SingleBar | undefined {
    if (this.#isOver || this.#rows.size >= (process.stderr.rows || 24) - 1) return undefined
    const row = this.#bars.create(1, 0, { text })
    this.#rows.add(row)
    return row
  }

  /** Draws all rows if it is time, as the timer would if it had its turn. */
  #refresh(): void {
    if (!this.#isOver && performance.now() - this.#drawnAt >= FRAME) this.#bars.update()
  }

  /** Leaves the last text of a bar: above the rows that are left, or as the last row. */
  #leave(text: string, row: SingleBar | undefined): void {
    if (this.#isOver) return void this.#write(`${text}\n`)
    if (this.#open.size === 0) return this.#stop()
    this.#print(`${text}\n`)
    if (!row) return
    this.#rows.delete(row)
    this.#bars.remove(row)
  }

  #print(text: string): void {
    this.#bars.log(text.replaceAll('\n', `${ERASE_TO_END_OF_LINE}\n`))
    this.#bars.update()
  }

  readonly #drawn = () => {
    this.#drawnAt = performance.now()
    // a generator that nobody reads may end with the program
    ;(this.#bars as unknown as { timer: NodeJS.Timeout | null }).timer?.unref()
  }

  readonly #stop = () => {
    if (this.#isOver) return
    this.#isOver = true
    this.#release()
    this.#bars.stop()
    process.off('exit', this.#stop)
    process.off('uncaughtExceptionMonitor', this.#stop)
    this.#closed()
  }
}

function makeBars(Bars: typeof MultiBar, write: typeof process.stderr.write): MultiBar {
  return new Bars({
    fps: FRAMES_PER_SECOND,
    format: (_options, _params, { text }: { text: () => string }) => text(),
    forceRedraw: true, // for what is printed above overwrites it
    linewrap: true, // lines are short enough as they are
    stream: { isTTY: true, columns: Infinity, write } as unknown as NodeJS.WritableStream,
  })
}

function look() {
  const { stderr } = process
  return { columns: (stderr.columns || 80) - 1, colors: stderr.hasColors() }
}
