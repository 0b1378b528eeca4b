import { AsyncResource } from 'node:async_hooks'
import type { Executor, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import type { CodecOptions } from '../model/codec.js'
import { isShared } from '../model/shared.js'
import { Task } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import type { CodedBatch } from '../wire/coded-batch.js'

/** Arguments of tasks that were encoded and have not been started, by index. */
type Left = Map<number, readonly unknown[]>

/** An executor whose tasks' arguments and results go by a codec. */
export function coded(executor: Executor, codec: CodecOptions | undefined): Executor {
  return codec ? new CodedExecutor(executor, codec) : executor
}

/** Encodes arguments just before they are sent, and decodes results as they come; the rest is the worker's. */
class CodedExecutor implements Executor {
  readonly #executor: Executor
  readonly #codec: CodecOptions
  /** What the executor below was given for each batch. */
  readonly #sent = new Map<Batch, Batch>()
  /** What is left of each call, by its number. */
  readonly #left = new Map<number, Left>()

  constructor(executor: Executor, codec: CodecOptions) {
    this.#executor = executor
    this.#codec = codec
  }

  async submit(batch: Batch, report: (part: Part) => void): Promise<void> {
    this.#sent.set(batch, batch)
    const started = performance.now()
    const sent = this.#encode(batch)
    const encoding = performance.now() - started
    if (!this.#sent.has(batch)) return // stopped by what encodes
    this.#sent.set(batch, sent)
    let reported = 0
    const heard = AsyncResource.bind((part: Part) => {
      reported = part.offset + part.values.length
      report({ ...this.#decode(part), sending: encoding + (part.sending ?? 0) })
    })
    try {
      await this.#executor.submit(sent, heard)
      if (this.#sent.has(batch)) this.#keep(sent, reported)
    } finally {
      this.#sent.delete(batch)
    }
  }

  share(): void {
    this.#executor.share()
  }

  stop(batch: Batch): void {
    const sent = this.#sent.get(batch)
    this.#sent.delete(batch)
    if (sent) this.#executor.stop(sent)
  }

  end(call: number): void {
    this.#left.delete(call)
    this.#executor.end?.(call)
  }

  close(): Promise<void> {
    return this.#executor.close()
  }

  #encode(batch: Batch): CodedBatch {
    const { arguments: codec, results } = this.#codec
    const refused = new Map<number, unknown>()
    const tasks = codec ? this.#encodeTasks(batch, codec.encode, refused) : batch.tasks
    return { ...batch, tasks, coding: { tasks: batch.tasks, refused, decode: codec?.decode, encode: results?.encode } }
  }

  #encodeTasks({ call, start, tasks }: Batch, encode: (value: unknown) => unknown, refused: Map<number, unknown>): Tasks {
    const left = this.#left.get(call)
    const encoded = (args: readonly unknown[], position: number) => {
      const known = left?.get(start + position)
      if (known) left!.delete(start + position)
      try {
        return known ?? args.map((arg) => (isShared(arg) ? arg : encode(arg)))
      } catch (error) {
        refused.set(position, error)
        return [undefined]
      }
    }
    if (tasks instanceof MappedTasks) {
      return new MappedTasks(tasks.fn, Array.from(tasks.items, (item, i) => encoded([item], i)[0]))
    }
    return Array.from(tasks, ({ fn, args }, i) => new Task(fn, encoded(args, i)))
  }

  /** Keeps the arguments of tasks that will be handed out again, as they are not to be encoded again. */
  #keep({ call, start, tasks, coding }: CodedBatch, from: number): void {
    if (!this.#codec.arguments || from >= tasks.length) return
    const left: Left = this.#left.get(call) ?? new Map()
    this.#left.set(call, left)
    for (let i = from; i < tasks.length; i++) if (!coding.refused.has(i)) left.set(start + i, tasks.at(i)!.args)
  }

  #decode(part: Part): Part {
    const decode = this.#codec.results?.decode
    if (!decode) return part
    const failures = new Map(part.failures.map(({ position, error }) => [position, error]))
    const values = part.values.map((value, i) => {
      const position = part.offset + i
      try {
        return failures.has(position) ? undefined : decode(value)
      } catch (error) {
        failures.set(position, error)
        return undefined
      }
    })
    const sorted = [...failures].map(([position, error]) => ({ position, error })).sort((a, b) => a.position - b.position)
    return { ...part, values, failures: sorted }
  }
}
