import type { ParallelOptions, Shared } from 'allcores'
import { Piscina } from 'piscina'
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

/** None loads anything before it is called: some set the environment first. */
export const WAYS: Readonly<Record<string, () => Promise<Way>>> = {
  'allcores threads, argument': () => asArgument({ backend: 'threads' }),
  'allcores threads, captured': () => captured({ backend: 'threads' }),
  'allcores threads, shared()': () => inHandle({ backend: 'threads' }),
  'allcores threads, mmapMode null': () => cloned({ backend: 'threads' }),
  'allcores processes, argument': () => asArgument({ backend: 'processes' }),
  'allcores processes, captured': () => captured({ backend: 'processes' }),
  'allcores processes, shared()': () => inHandle({ backend: 'processes' }),
  'allcores processes, mappedArray': () => mapped({ backend: 'processes' }),
  'allcores processes, without koffi': () => withoutKoffi({ backend: 'processes' }),
  'allcores processes, mmapMode null': () => cloned({ backend: 'processes' }),
  piscina: async () => ({ make, run: byPiscina() }),
  'piscina, SharedArrayBuffer by hand': async () => ({ make: makeShared, run: byPiscina() }),
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

function byPiscina(): Way['run'] {
  const filename = new URL('../../tasks.js', import.meta.url).href
  const pool = new Piscina({ filename, minThreads: JOBS, maxThreads: JOBS })
  const name = touchPagesOf.name
  return (array, parts, all) =>
    Promise.all(parts.map((part): Promise<Touched> => pool.run({ array, part, parts: all } satisfies Part, { name })))
}
