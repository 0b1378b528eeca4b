import { OptionError } from '../model/errors.js'
import { infoOf, resolveAlias } from './backend-names.js'
import { resolvePositiveInteger } from './limits.js'
import type { ParallelOptions } from './parallel-options.js'
import { show } from './show.js'

export function resolveInnerMaxNumThreads({ backend, innerMaxNumThreads }: ParallelOptions): number | undefined {
  const threads = resolvePositiveInteger('innerMaxNumThreads', innerMaxNumThreads)
  if (threads === undefined || (typeof backend === 'string' && infoOf(resolveAlias(backend))?.innerThreads)) return threads
  const came = backend === undefined ? 'no backend' : show(typeof backend === 'string' ? backend : backend.name)
  const what = `innerMaxNumThreads needs backend 'processes' to be named, got: ${came}. Other backends don't support it`
  throw new OptionError('innerMaxNumThreads', what)
}
