import { ParallelError } from '../model/errors.js'
import { nameOurs } from '../model/our-errors.js'
import { oneLine, printed } from '../model/show.js'
import { show } from '../options/show.js'

/** A step of a pipeline failed; `cause` is what it threw. */
export class PipelineError extends ParallelError {
  /** Which step, counted from 1. */
  readonly step: number
  readonly action: string
  /** The ids of the batch's items. */
  readonly batch: readonly unknown[]

  constructor(step: number, action: string, batch: readonly unknown[], cause: unknown) {
    super('ERR_STEP_FAILED', `step ${step}, '${action}', failed for the batch of ${show(batch)}: ${textOf(cause)}`, { cause })
    this.step = step
    this.action = action
    this.batch = batch
  }

  static {
    nameOurs(this, 'PipelineError')
  }
}

const LONGEST = 1000

function textOf(error: unknown): string {
  return error instanceof Error ? oneLine(printed(() => String(error)), LONGEST) : show(error)
}
