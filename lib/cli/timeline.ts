import type { SliceKind } from '../progress/trace-format.js'
import { duration } from './format.js'
import type { TracedCall, TracedRow, TracedSlice } from './trace.js'

/** What is to be drawn of a call. Lengths are in pixels. */
export interface Timeline {
  readonly width: number
  readonly rows: readonly TimelineRow[]
  readonly ticks: readonly Tick[]
}

/** What one worker did, or what the call waited for. */
export interface TimelineRow {
  readonly name: string
  readonly marks: readonly Mark[]
}

/** A slice of time, or several that are too short to be drawn by themselves. */
export interface Mark {
  readonly kind: SliceKind
  /** As `TracedSlice.of`. */
  readonly of: string
  readonly x: number
  readonly width: number
  readonly failed: boolean
  /** The share of the mark's time in which there was something, from 0 to 1. */
  readonly density: number
  readonly text: string
}

export interface Tick {
  readonly x: number
  readonly text: string
}

/**
 * Makes the timeline of a call. However many slices there are, a row has at most a mark for each of its pixels, beside those that
 * are wider.
 */
export function makeTimeline(call: TracedCall, width: number): Timeline {
  const { elapsed } = call.insights
  const scale = elapsed > 0 ? width / elapsed : 0
  return { width, rows: call.rows.map((row) => timelineRow(row, scale)), ticks: ticks(elapsed, scale) }
}

function timelineRow({ name, slices }: TracedRow, scale: number): TimelineRow {
  const isWide = ({ from, to }: TracedSlice) => (to - from) * scale >= 1
  const wide = slices.filter(isWide).map((slice) => wideMark(slice, scale))
  const kinds = [...new Set(slices.map(({ kind }) => kind))]
  const narrowOf = (kind: SliceKind) => slices.filter((slice) => slice.kind === kind && !isWide(slice))
  const narrow = kinds.flatMap((kind) => narrowMarks(narrowOf(kind), scale))
  return { name, marks: [...wide, ...narrow] }
}

function wideMark({ kind, of, from, to, failed, text }: TracedSlice, scale: number): Mark {
  const title = `${text} · ${duration(to - from)}, from ${duration(from)} on`
  return { kind, of, x: from * scale, width: (to - from) * scale, failed, density: 1, text: title }
}

/** The slices that begin in one pixel of a row and are narrower than it. */
interface Pixel {
  readonly x: number
  readonly slices: TracedSlice[]
}

function narrowMarks(slices: readonly TracedSlice[], scale: number): Mark[] {
  const pixels = new Map<number, Pixel>()
  for (const slice of slices) {
    const x = Math.floor(slice.from * scale)
    const pixel = pixels.get(x)
    if (pixel) pixel.slices.push(slice)
    else pixels.set(x, { x, slices: [slice] })
  }
  const runs: Pixel[][] = []
  for (const pixel of [...pixels.values()].sort((a, b) => a.x - b.x)) {
    const last = runs.at(-1)
    if (last && joins(last.at(-1)!, pixel, scale)) last.push(pixel)
    else runs.push([pixel])
  }
  return runs.map((run) => narrowMark(run, scale))
}

function joins(before: Pixel, pixel: Pixel, scale: number): boolean {
  const [a, b] = [look(before.slices, 1, scale), look(pixel.slices, 1, scale)]
  return before.x + 1 === pixel.x && a.of === b.of && a.failed === b.failed && a.density === b.density
}

function narrowMark(run: readonly Pixel[], scale: number): Mark {
  const slices = run.flatMap(({ slices }) => slices)
  const { of, failed, density } = look(slices, run.length, scale)
  const { kind, text, from } = slices[0]!
  const tasks = slices.reduce((sum, { tasks }) => sum + tasks, 0)
  const time = slices.reduce((sum, { from, to }) => sum + to - from, 0)
  const what = slices.length === 1 ? text : kind === 'task' ? `${tasks} tasks` : `${slices.length} × ${of}`
  const title = `${what} · ${duration(time)}, from ${duration(from)} on`
  return { kind, of, x: run[0]!.x, width: run.length, failed, density, text: title }
}

const DENSITIES = 4

/** How slices that share a mark look: failures show whatever else is there, else what took most of the time. */
function look(slices: readonly TracedSlice[], width: number, scale: number) {
  const times = new Map<string, number>()
  for (const { of, from, to } of slices) times.set(of, (times.get(of) ?? 0) + to - from)
  const [of] = [...times].reduce((most, next) => (next[1] > most[1] ? next : most))
  const time = [...times.values()].reduce((sum, ms) => sum + ms, 0)
  const density = Math.min(DENSITIES, Math.max(1, Math.ceil((time * scale * DENSITIES) / width))) / DENSITIES
  return { of, failed: slices.some(({ failed }) => failed), density }
}

const MOST_TICKS = 8

function ticks(elapsed: number, scale: number): Tick[] {
  if (elapsed <= 0) return []
  const power = 10 ** Math.floor(Math.log10(elapsed / MOST_TICKS))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => elapsed / step <= MOST_TICKS)!
  const places = Array.from({ length: Math.floor(elapsed / step) + 1 }, (_, i) => i * step)
  return places.map((ms) => ({ x: ms * scale, text: ms === 0 ? '0' : duration(ms) }))
}
