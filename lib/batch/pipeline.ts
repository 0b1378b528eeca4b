import { setImmediate } from 'node:timers/promises'
import { noteBase } from '../inbatch/base-classes.js'
import { checkObject } from '../options/checks.js'
import { show } from '../options/show.js'
import { delayed } from '../model/delayed.js'
import type { Task } from '../model/task.js'
import { Parallel } from '../parallel.js'
import { type AnyBatch, Batch, type BatchDataset } from './batch.js'
import { methodOf } from './batch-action.js'
import { required } from './dataset-index.js'
import { batchCount, type EpochOptions, type TakeBatch, untilTheEnd, walk } from './epochs.js'
import { openLocks } from './locks.js'
import { evaluate, type OrNamed } from './named-expression.js'
import { PipelineError } from './pipeline-error.js'
import { type GenBatchOptions, placeFor, resolveRun, type RunOptions } from './run-options.js'
import { STAND_INS_OF_PIPELINE } from './stand-ins.js'

/** What a pipeline takes its batches from. */
export interface BatchSource<B extends AnyBatch> extends BatchDataset {
  createBatch(positions: readonly number[], options: { readonly pos: true }): B
}

/** An action of batches, and its arguments. */
export interface Step {
  readonly action: string
  readonly args: readonly unknown[]
}

/** The actions of a class of batches, by what they give: each adds a step. */
export type Steps<B extends AnyBatch> = {
  readonly [K in keyof B as K extends keyof PipelineRuns<B> ? never : B[K] extends ActionMethod ? K : never]: (
    ...args: OrNamed<ParametersOf<B[K]>>
  ) => Pipeline<B>
}
/** Of both overloads where there are two. */
type ParametersOf<F> = F extends { (...args: infer A): unknown; (...args: infer L): unknown }
  ? unknown[] extends A ? L : A | L
  : F extends (...args: infer L) => unknown ? L : never
type ActionMethod = (...args: never[]) => AnyBatch | PromiseLike<AnyBatch>

/**
 * Actions that each batch goes through, one after the other. It never changes: each action, called on it, gives a new one.
 *
 * ```ts
 * await dataset.p.load('images').blur(3).run({ batchSize: 16, prefetch: 2 })
 * for await (const batch of dataset.p.load('images').genBatch(16)) show(batch.images)
 * ```
 *
 * @source BatchFlow `Pipeline`
 */
export type Pipeline<B extends AnyBatch = Batch> = PipelineRuns<B> & Steps<B>

/** Of promises and text alike; no action is called by these names. */
const NO_ACTIONS: readonly PropertyKey[] = ['then', 'toJSON']

class PipelineRuns<B extends AnyBatch> {
  readonly dataset: BatchSource<B> | undefined
  readonly steps: readonly Step[]
  readonly #self: Pipeline<B>
  readonly #lock = openLocks()
  #take: TakeBatch | undefined

  constructor(dataset?: BatchSource<B>, steps: readonly Step[] = []) {
    this.dataset = dataset
    this.steps = Object.freeze([...steps])
    this.#self = withActions(this)
    return this.#self
  }

  /** The same steps for batches of that dataset. */
  on(dataset: BatchSource<B>): Pipeline<B> {
    return new Pipeline(dataset, this.steps)
  }

  /**
   * Runs all batches, of one epoch by default.
   *
   * @throws what `genBatch` does
   */
  async run(options: RunOptions): Promise<void> {
    checkObject('options', 'an object such as { batchSize: 16 }', options)
    const { batchSize, ...others } = options
    for await (const _ of this.genBatch(batchSize, others));
  }

  /**
   * Batches that have gone through all steps, in order; of one epoch by default. A failure comes at its batch's place and is
   * the end. Leaving the generator begins no further step, and waits for those that are under way.
   *
   * @throws PipelineError `ERR_STEP_FAILED`, OptionError, the signal's reason, TypeError when there is no dataset
   * @source BatchFlow `gen_batch`
   */
  async *genBatch(batchSize: number, options: GenBatchOptions = {}): AsyncGenerator<B, void, void> {
    const dataset = this.#dataset()
    const { prefetch, progress, signal, ...epochs } = resolveRun(options)
    const leaving = new AbortController()
    const underWay = new Set<Promise<unknown>>()
    const mayGoOn = () => {
      signal?.throwIfAborted()
      leaving.signal.throwIfAborted()
    }
    const run = (positions: readonly number[]) => {
      const batch = this.#through(dataset.createBatch(positions, { pos: true }), dataset, mayGoOn)
      const over = () => void underWay.delete(batch)
      underWay.add(batch)
      batch.then(over, over)
      return batch
    }
    const all = untilTheEnd(epochs)
    const total = batchCount(dataset.index.length, batchSize, all)
    const alone = { timeout: Infinity, retries: 0 } // what scopes say of tasks is for those that actions make
    const parallel = Parallel({ ...placeFor(prefetch), ...alone, progress, total, signal, returnAs: 'generator' })
    try {
      yield* parallel(tasks(walk(dataset.index.length), run, batchSize, all))
    } finally {
      leaving.abort()
      if (!signal?.aborted) await Promise.allSettled(underWay)
    }
  }

  /**
   * The next batch that has gone through all steps; each call goes on where the last one ended, for ever if `nEpochs` and
   * `nIters` are left out.
   *
   * @throws as `genBatch`, and RangeError when there are no more batches
   * @source BatchFlow `next_batch`
   */
  async nextBatch(batchSize: number, options?: EpochOptions): Promise<B> {
    const dataset = this.#dataset()
    this.#take ??= walk(dataset.index.length)
    const positions = required(this.#take(batchSize, options))
    return this.#through(dataset.createBatch(positions, { pos: true }), dataset, () => {})
  }

  static {
    noteBase(this, STAND_INS_OF_PIPELINE)
  }

  #dataset(): BatchSource<B> {
    if (this.dataset) return this.dataset
    throw new TypeError('a pipeline needs a dataset to run on: pipeline.on(dataset).run({ batchSize: 16 })')
  }

  async #through(batch: B, dataset: BatchSource<B>, mayGoOn: () => void): Promise<B> {
    await setImmediate() // or no timer and no signal would have a turn where no step waits
    let current = this.#placed(batch, dataset)
    for (const [i, step] of this.steps.entries()) {
      mayGoOn()
      current = await this.#step(current, step, i + 1, mayGoOn)
    }
    return current
  }

  #placed(batch: B, dataset: BatchSource<B>): B {
    return Object.assign(batch, { dataset, pipeline: this.#self })
  }

  async #step(batch: B, { action, args }: Step, number: number, mayGoOn: () => void): Promise<B> {
    try {
      const { method, lock } = methodOf(batch, action)
      const dataset = this.#dataset()
      const values = () => args.map((argument) => evaluate(argument, dataset))
      const call = () => method.apply(batch, values() as never[])
      const given: unknown = await (lock === undefined ? call() : this.#lock(lock, async () => (mayGoOn(), call())))
      if (given === batch) return batch
      if (given instanceof Batch) return this.#placed(given as unknown as B, dataset)
      throw new TypeError(`an action must return a batch, got: ${show(given)}. Return this`)
    } catch (error) {
      mayGoOn() // else it is over for another reason
      throw new PipelineError(number, action, batch.indices, error)
    }
  }
}

export const Pipeline = PipelineRuns as unknown as new <B extends AnyBatch = Batch>(
  dataset?: BatchSource<B>,
  steps?: readonly Step[],
) => Pipeline<B>

/** Any other name is an action; whether batches have it turns out when it runs. */
function withActions<B extends AnyBatch>(pipeline: PipelineRuns<B>): Pipeline<B> {
  return new Proxy(pipeline, {
    get(own, name) {
      if (typeof name === 'symbol' || name in own || NO_ACTIONS.includes(name)) return bound(own, name)
      return (...args: unknown[]) => new Pipeline(own.dataset, [...own.steps, { action: name, args }])
    },
  }) as unknown as Pipeline<B>
}

/** Private fields are not to be had through a proxy. */
function bound(own: object, name: PropertyKey): unknown {
  const value: unknown = Reflect.get(own, name)
  return typeof value === 'function' && name !== 'constructor' ? (value.bind(own) as unknown) : value
}

function* tasks<B>(
  take: TakeBatch,
  run: (positions: readonly number[]) => Promise<B>,
  size: number,
  options: EpochOptions,
): Generator<Task<B>, void, void> {
  const task = delayed(run)
  for (let positions = take(size, options); positions; positions = take(size, options)) yield task(positions)
}
