import { inspect, type InspectOptions } from 'node:util'
import { nameOurs } from './our-errors.js'
import { oneLine, printed } from './show.js'

/** An item whose call failed. */
export interface FailedItem {
  readonly index: number
  /** The arguments of its call as text, shortened. */
  readonly args: string
}

/** Which items of a call failed, and what became of all. */
export interface ActionFailure {
  readonly action: string
  readonly results: readonly unknown[]
  readonly errors: readonly Error[]
  /** Whose errors these are. */
  readonly items: readonly FailedItem[]
}

const MOST_NAMED = 3
const LONGEST_ERROR = 300

/** Items of an action failed, and it has no post to see to it. All others were run. */
export class ParallelActionError extends AggregateError {
  readonly code = 'ERR_ACTION_FAILED'
  readonly action: string
  /** The items that `errors` are of. */
  readonly items: readonly FailedItem[]
  /** The results in the order of the items, with errors in the places of those that failed. Not printed with the error. */
  declare readonly results: readonly unknown[]

  constructor(failure: ActionFailure) {
    const { action, results, errors, items } = failure
    super(errors, messageOf(failure), { cause: errors[0] })
    this.action = action
    this.items = items
    Object.defineProperty(this, 'results', { value: results, configurable: true, writable: true })
  }

  /** Stacks of the first few: of a thousand, the message would be out of sight. */
  [inspect.custom](_depth: number, options: InspectOptions): unknown {
    if (this.errors.length <= MOST_NAMED) return this
    return inspect(this, { ...options, customInspect: false, maxArrayLength: MOST_NAMED })
  }

  static {
    nameOurs(this, 'ParallelActionError')
  }
}

function messageOf({ action, results, errors, items }: ActionFailure): string {
  const named = items.slice(0, MOST_NAMED).map(({ index, args }) => `item ${index}: ${action}(${args})`)
  const more = items.length > MOST_NAMED ? [`${items.length - MOST_NAMED} more`] : []
  const all = items.length === results.length
  const allOf = items.length === 1 ? 'its only item' : `all ${items.length} items`
  const count = all ? allOf : `${items.length} of ${results.length} items`
  const what = `Parallel action failed for ${count}: ${[...named, ...more].join('; ')}`
  const first = oneLine(printed(() => String(errors[0])), LONGEST_ERROR).replace(/[.…]*$/, (end) => end || '.')
  const [label, where] = errors.length === 1 ? ['', 'It is the cause'] : ['First error: ', 'It is the cause, `errors` has all']
  return `${what}. ${label}${first} ${where}${all ? '' : "; use post to go on with the others' results"}`
}
