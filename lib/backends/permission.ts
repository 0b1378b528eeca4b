import { BackendError } from '../model/errors.js'
import type { BackendName } from '../options/options.js'
import { missingFlags } from '../options/permission.js'
import { warn } from '../model/warn.js'

/** @throws BackendError `ERR_BACKEND_UNAVAILABLE` where Node's permission model forbids the workers that somebody wants */
export function refuseForbidden(backend: BackendName): void {
  const missing = missingFlags(backend)
  if (missing.length === 0) return
  const why = `backend '${backend}' is not available: Node's permission model forbids its workers`
  throw new BackendError('ERR_BACKEND_UNAVAILABLE', `${why}. Start Node with ${missing.join(' ')} too, or take backend 'async' or 'sequential'`)
}

let told = false

/** Nobody has insisted on workers, so the program works without; but it should be known. Told once. */
export function warnOfMissingFlags(wanted: BackendName): void {
  const missing = missingFlags(wanted)
  if (told || missing.length === 0) return
  told = true
  const why = `tasks run one after the other: Node's permission model forbids the workers of backend '${wanted}'`
  warn('WARN_NO_WORKERS', `${why}. Start Node with ${missing.join(' ')} too`)
}
