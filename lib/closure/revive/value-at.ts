import { ClosureError } from '../../model/errors.js'
import type { Path } from '../node.js'
import { follow } from '../path.js'

/**
 * Returns what stands at a path of a module.
 *
 * @throws ClosureError when there is nothing
 */
export function valueAt(root: unknown, path: Path, home: string): unknown {
  const found = follow(root, path)
  if (found !== undefined) return found
  throw new ClosureError(`expected '${path.join('.')}' in ${home} in the worker too, got undefined`)
}
