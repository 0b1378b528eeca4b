import type { Backend, TaskBatch as Batch, Executor, ExecutorOptions, Part } from 'allcores'

export interface Submitted {
  readonly batch: Batch
  /** The tasks' arguments, for a look at what is in the batch. */
  readonly args: readonly (readonly unknown[])[]
  /** Reports the next tasks as done; by default all that are left, at `perTask` ms each. */
  report(tasks?: number, perTask?: number): void
  /** Reports the next task as failed. */
  fail(error: unknown): void
  /** The backend has nothing more to say about this batch. */
  end(): void
  /** The backend itself breaks. */
  break(error: unknown): void
  stopped: boolean
  ended: boolean
}

/** A backend whose batches come back when the test says so. Values are the tasks' first arguments. */
export class ManualBackend implements Backend {
  readonly name = 'manual'
  readonly traits = { inline: false, batches: true, memory: 'caller' } as const
  readonly opened: ExecutorOptions[] = []
  /** Every batch ever submitted. */
  readonly submitted: Submitted[] = []
  closed = 0
  /** How often idle workers were offered the others' tasks. */
  shares = 0

  open(options: ExecutorOptions): Executor {
    this.opened.push(options)
    return {
      submit: (batch, report) => new Promise((resolve, reject) => this.#add(batch, report, resolve, reject)),
      share: () => void this.shares++,
      stop: (batch) => {
        this.#find(batch).stopped = true
        this.#find(batch).end()
      },
      close: async () => void this.closed++,
    }
  }

  /** Reports and ends every batch that has not ended, and those that follow, until none follows. */
  async serve(perTask = 1): Promise<void> {
    for (let submitted = this.#next(); submitted; submitted = this.#next()) {
      submitted.report(undefined, perTask)
      submitted.end()
      await turn()
    }
  }

  #add(batch: Batch, report: (part: Part) => void, end: () => void, fail: (error: unknown) => void): void {
    let offset = 0
    const part = (tasks: number, perTask: number, failures: Part['failures']) => {
      const values = Array.from(batch.tasks.slice(offset, offset + tasks), (task) => task.args[0])
      report({ offset, values, failures, elapsed: values.length * perTask, overhead: 0.1 })
      offset += values.length
    }
    this.submitted.push({
      batch,
      args: Array.from(batch.tasks, (task) => task.args),
      report: (tasks = batch.tasks.length, perTask = 1) => part(tasks, perTask, []),
      fail: (error) => part(1, 1, [{ position: offset, error }]),
      end() {
        this.ended = true
        end()
      },
      break: fail,
      stopped: false,
      ended: false,
    })
  }

  #next(): Submitted | undefined {
    return this.submitted.find(({ ended }) => !ended)
  }

  #find(batch: Batch): Submitted {
    return this.submitted.find((submitted) => submitted.batch === batch)!
  }
}

/** Everything that could happen without anything from outside has happened. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
}
