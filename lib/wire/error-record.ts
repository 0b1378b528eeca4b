import { NotCloneableError } from '../model/errors.js'
import { isPrimitive } from '../model/primitive.js'
import { readGraph } from './graph-reader.js'
import { GraphWriter } from './graph-writer.js'
import type { Graph } from './graph.js'
import type { CanClone, Culprit } from './uncloneable.js'

/** Something that was thrown, as it crosses to another isolate: nothing in it can be refused by a transport. */
export type ErrorRecord = Graph

/**
 * Writes down what was thrown. Never throws, whatever was.
 *
 * An error keeps its class, properties, cause and errors; what its properties hold that can't be cloned is replaced by
 * a short text. Any other value that can't be cloned becomes a NotCloneableError (`ERR_NOT_CLONEABLE`) that says what
 * it was, its cause being the value with such texts.
 *
 * @param canClone whether the transport can carry a value
 */
export function encodeError(thrown: unknown, canClone: CanClone): ErrorRecord {
  try {
    return write(thrown, canClone)
  } catch {
    return write(notCloneable(undefined, { path: '', what: 'something that throws when it is looked at' }), isPrimitive)
  }
}

/**
 * Makes what was thrown again: an equal value of the same class where that class exists on this side.
 *
 * @param from the function that threw: from it classes may be found that were not sent
 */
export function decodeError(record: ErrorRecord, from?: object): unknown {
  return readGraph(record, from)
}

function write(thrown: unknown, canClone: CanClone): ErrorRecord {
  const writer = new GraphWriter(canClone)
  const record = writer.write(thrown)
  if (writer.culprit !== undefined) return write(notCloneable(thrown, writer.culprit), canClone)
  const refused = writer.hasClones && !canClone(record) // a value that can be cloned once but not twice
  return refused ? write(thrown, isPrimitive) : record
}

function notCloneable(thrown: unknown, { path, what }: Culprit): NotCloneableError {
  const where = `error${path}`
  const message = `The task threw something that can't be sent back: ${where} is ${what}. Throw an Error or plain data.`
  const error = new NotCloneableError('error', where, message)
  if (path !== '') Object.defineProperty(error, 'cause', { value: thrown, configurable: true, writable: true })
  return error
}
