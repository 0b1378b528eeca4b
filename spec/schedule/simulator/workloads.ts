import { randomNumbers } from '../../helpers/random.js'

/** What tasks take, in ms, one after the other. */
export interface Workload {
  readonly name: string
  /** Tasks that together take about `work` ms. */
  tasks(work: number, seed: number): readonly number[]
  /** What the first task of each worker takes more. */
  readonly cold?: number
  /** Whether another seed gives other tasks. */
  readonly random?: boolean
}

/** More tell nothing new and take long to simulate. */
const MOST_TASKS = 200_000
const LONG_TASK = 250

export const workloads: readonly Workload[] = [
  uniform('10 µs', 0.01),
  uniform('100 µs', 0.1),
  uniform('1 ms', 1),
  uniform('10 ms', 10),
  random('lognormal', (next) => Math.exp(gaussian(next) - 0.5)),
  random('Pareto', (next) => (1 / 3) * (1 - next()) ** (-1 / 1.5)),
  random('bimodal 1/200 ms', (next) => (next() < 0.02 ? 200 : 1), 4.98),
  { name: 'ascending', tasks: (work) => ramp(work) },
  { name: 'descending', tasks: (work) => ramp(work).reverse() },
  longTask('early', 0),
  longTask('middle', 0.5),
  longTask('last', 1),
  phases('10 µs → 5 ms', (cheap, dear) => [...cheap, ...dear]),
  phases('5 ms → 10 µs', (cheap, dear) => [...dear, ...cheap]),
  phases('10 µs → 5 ms → 10 µs', (cheap, dear) => [...cheap.slice(cheap.length / 2), ...dear, ...cheap.slice(-cheap.length / 2)]),
  { ...uniform('cold first tasks', 1), cold: 20 },
]

function uniform(name: string, ms: number): Workload {
  return { name, tasks: (work) => repeat(work / ms, ms) }
}

function random(name: string, draw: (next: () => number) => number, mean = 1): Workload {
  return {
    name,
    random: true,
    tasks(work, seed) {
      const next = randomNumbers(seed)
      return repeat(work / mean, 1).map(() => draw(next))
    },
  }
}

function longTask(where: string, place: number): Workload {
  return {
    name: `long task ${where}`,
    tasks(work) {
      const others = repeat(work - LONG_TASK, 1)
      return others.toSpliced(place * others.length, 0, LONG_TASK)
    },
  }
}

/** Half of the work is cheap tasks, where these aren't too many. */
function phases(name: string, join: (cheap: readonly number[], dear: readonly number[]) => readonly number[]): Workload {
  return {
    name,
    tasks(work) {
      const cheap = Math.min(work / 2, 1000)
      return join(repeat(cheap / 0.01, 0.01), repeat((work - cheap) / 5, 5))
    },
  }
}

function ramp(work: number): number[] {
  return repeat(work, 1).map((_, i, { length }) => (2 * (i + 0.5)) / length)
}

function repeat(count: number, ms: number): number[] {
  return new Array<number>(Math.min(Math.max(1, Math.round(count)), MOST_TASKS)).fill(ms)
}

/** By Box and Muller. */
function gaussian(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}
