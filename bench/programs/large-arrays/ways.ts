import type { ParallelOptions, Shared } from 'allcores'
import type { Role } from '../../harness/contender.js'
import { type Part, type Touched, touchPages, touchPagesOf } from '../../tasks.js'

const JOBS = 2

type Options = Pick<ParallelOptions, 'backend' | 'mmapMode' | 'batchSize'>

/** How an array reaches the workers. */
export interface Way {
  /** An array of zeros, where this way wants it. */
  make(length: number): Float64Array
  /** Every part has its task, which touches the array there. */
  run(array: Float64Array, parts: readonly number[], all: number): Promise<readonly Touched[]>
}

/** A way, and what is to be known of it before. */
export interface Approach {
  readonly role: Role
  readonly backend: 'threads' | 'processes'
  /** Each task gets a clone of the array. */
  readonly clones?: boolean
  /** Loads what it takes, and nothing was loaded before: some set the environment first. */
  open(): Promise<Way>
}

/** By what they are called in tables. */
export const WAYS: Readonly<Record<string, Approach>> = {
  'allcores threads, argument': on('threads', 'ours', asArgument),
  'allcores threads, captured': on('threads', 'ours', captured),
  'allcores threads, shared()': on('threads', 'ours', inHandle),
  'allcores threads, mmapMode null': { ...on('threads', 'baseline', cloned), clones: true },
  'allcores processes, argument': on('processes', 'ours', asArgument),
  'allcores processes, captured': on('processes', 'ours', captured),
  'allcores processes, shared()': on('processes', 'ours', inHandle),
  'allcores processes, mappedArray': on('processes', 'ours', mapped),
  'allcores processes, without koffi': on('processes', 'ours', withoutKoffi),
  'allcores processes, mmapMode null': { ...on('processes', 'baseline', cloned), clones: true },
  piscina: { role: 'rival', backend: 'threads', clones: true, open: () => byPiscina(make) },
  'piscina, SharedArrayBuffer by hand': { role: 'limit', backend: 'threads', open: () => byPiscina(makeShared) },
}

function on(backend: Approach['backend'], role: Role, open: (options: Options) => Promise<Way>): Approach {
  return { role, backend, open: () => open({ backend }) }
}

function make(length: number): Float64Array {
  return new Float64Array(length)
}

function makeShared(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
}

async function asArgument(options: Options): Promise<Way> {
  const { delayed, Parallel } = await import('allcores')
  const parallel = Parallel({ ...options, nJobs: JOBS })
  const task = delayed(touchPages)
  return { make, run: (array, parts, all) => parallel(parts.map((part) => task(array, part, all))) }
}

async function captured(options: Options): Promise<Way> {
  const { Parallel } = await import('allcores')
  const parallel = Parallel({ ...options, nJobs: JOBS })
  return { make, run: (array, parts, all) => parallel.map((part) => touchPages(array, part, all), parts) }
}

/** One handle for all calls with an array: a second one would be a second copy. */
async function inHandle(options: Options): Promise<Way> {
  const { Parallel, shared } = await import('allcores')
  const parallel = Parallel({ ...options, nJobs: JOBS })
  const handles = new WeakMap<Float64Array, Shared<Float64Array>>()
  return {
    make,
    run(array, parts, all) {
      const handle = handles.get(array) ?? shared(array)
      handles.set(array, handle)
      return parallel.map((part) => touchPages(handle.value, part, all), parts)
    },
  }
}

async function mapped(options: Options): Promise<Way> {
  const { mappedArray } = await import('allcores')
  return { ...(await asArgument(options)), make: (length) => mappedArray(Float64Array, length) }
}

/** Tasks of a batch would have one clone between them. */
function cloned(options: Options): Promise<Way> {
  return asArgument({ ...options, mmapMode: null, batchSize: 1 })
}

function withoutKoffi(options: Options): Promise<Way> {
  process.env['ALLCORES_MMAP'] = '0'
  return asArgument(options)
}

async function byPiscina(make: Way['make']): Promise<Way> {
  const { Piscina } = await import('piscina')
  const filename = new URL('../../tasks.js', import.meta.url).href
  const pool = new Piscina({ filename, minThreads: JOBS, maxThreads: JOBS })
  const name = touchPagesOf.name
  const run: Way['run'] = (array, parts, all) =>
    Promise.all(parts.map((part): Promise<Touched> => pool.run({ array, part, parts: all } satisfies Part, { name })))
  return { make, run }
}
