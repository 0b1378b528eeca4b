import { checkNames, checkObject, invalid } from '../options/checks.js'
import { permutation, randomSeed } from './shuffle.js'

/** How batches are taken from an index. */
export interface EpochOptions {
  /**
   * `true`: each epoch has the items in another random order; a number, the seed: the same order in each program, again
   * another one each epoch.
   *
   * @default false: in the order of the index
   */
  readonly shuffle?: boolean | number | undefined

  /**
   * How many times the items are gone through, a whole number of at least 1, or Infinity.
   *
   * @default 1 for `genBatch` without `nIters`, else Infinity
   * @source BatchFlow `n_epochs`
   */
  readonly nEpochs?: number | undefined

  /**
   * How many batches there are, whatever epochs that takes; not together with `nEpochs`.
   *
   * @default no limit
   * @source BatchFlow `n_iters`
   */
  readonly nIters?: number | undefined

  /**
   * What is left of an epoch when no whole batch is, is left out. Otherwise a batch is filled with the first items of the next
   * epoch, and only the very last one may be shorter.
   *
   * @default false
   * @source BatchFlow `drop_last`
   */
  readonly dropLast?: boolean | undefined
}

export const EPOCH_NAMES = ['shuffle', 'nEpochs', 'nIters', 'dropLast'] as const

interface Epochs {
  readonly size: number
  readonly shuffle: boolean | number
  readonly nEpochs: number
  readonly nIters: number
  readonly dropLast: boolean
}

/** Gives the positions of the next batch, undefined where there is none. Options may differ from call to call. */
export type TakeBatch = (size: number, options?: EpochOptions) => number[] | undefined

/** Goes through `length` items, as many times as it is asked to. */
export function walk(length: number): TakeBatch {
  let ownSeed: number | undefined
  let [epoch, batches, position] = [0, 0, 0]
  let order: readonly number[] | undefined

  const ordered = (shuffle: boolean | number) => {
    if (shuffle === false) return Array.from({ length }, (_, i) => i)
    return permutation(length, shuffle === true ? (ownSeed ??= randomSeed()) : shuffle, epoch)
  }
  const endEpoch = () => {
    epoch++
    position = 0
    order = undefined
  }
  const take = (count: number) => {
    const taken = order!.slice(position, position + count)
    position += taken.length
    if (position === length) endEpoch()
    return taken
  }

  return (size, options = {}) => {
    const { shuffle, nEpochs, nIters, dropLast } = resolveEpochs(size, options, length)
    if (dropLast && length - position < size) endEpoch()
    if (batches >= nIters || epoch >= nEpochs) return undefined
    batches++
    order ??= ordered(shuffle)
    const taken = take(size)
    const missing = size - taken.length
    if (missing === 0 || epoch >= nEpochs) return taken
    order = apart(ordered(shuffle), taken, missing)
    return [...taken, ...take(missing)]
  }
}

/** `nEpochs` as `genBatch` has it. */
export function untilTheEnd<O extends EpochOptions>(options: O): O {
  return options.nEpochs === undefined && options.nIters === undefined ? { ...options, nEpochs: 1 } : options
}

/** How many batches there will be; undefined where they have no end. */
export function batchCount(length: number, size: number, options: EpochOptions): number | undefined {
  const { nEpochs, nIters, dropLast } = resolveEpochs(size, options, length)
  const count = dropLast ? nEpochs * Math.floor(length / size) : Math.ceil((nEpochs * length) / size)
  const least = Math.min(count, nIters)
  return least === Infinity ? undefined : least
}

/** The same order, but with none of `taken` among the first `count`: no batch has an item twice. */
function apart(order: readonly number[], taken: readonly number[], count: number): readonly number[] {
  const had = new Set(taken)
  const first = order.filter((position) => !had.has(position)).slice(0, count)
  const isFirst = new Set(first)
  return [...first, ...order.filter((position) => !isFirst.has(position))]
}

function resolveEpochs(size: number, given: unknown, length: number): Epochs {
  checkObject('options', 'an object such as { nEpochs: 2 }', given)
  checkNames(given, EPOCH_NAMES)
  const options: EpochOptions = given
  const { shuffle = false, nEpochs = Infinity, nIters = Infinity, dropLast = false } = options
  checkSize(size, length)
  checkShuffle(shuffle)
  checkCount('nEpochs', nEpochs)
  checkCount('nIters', nIters)
  if (typeof dropLast !== 'boolean') throw invalid('dropLast', 'true or false', dropLast)
  if (options.nEpochs !== undefined && options.nIters !== undefined) {
    throw invalid('nIters', `left out where there is nEpochs, here ${nEpochs}`, nIters, 'Give one of them')
  }
  return { size, shuffle, nEpochs, nIters, dropLast }
}

function checkSize(size: unknown, length: number): void {
  if (isCount(size) && (size as number) <= length) return
  throw invalid('batchSize', `a whole number from 1 to ${length}, as many as there are items`, size)
}

export function checkShuffle(shuffle: unknown): void {
  if (typeof shuffle === 'boolean' || (Number.isSafeInteger(shuffle) && (shuffle as number) >= 0)) return
  throw invalid('shuffle', 'true, false or a seed, a whole number of at least 0', shuffle)
}

function checkCount(option: string, given: unknown): void {
  if (given !== Infinity && !isCount(given)) throw invalid(option, 'a whole number of at least 1, or Infinity', given)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1
}
