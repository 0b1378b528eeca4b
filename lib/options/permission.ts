import { BackendError } from '../model/errors.js'
import { warnOnce } from '../model/warn.js'
import { type BackendName, infoOf } from './backend-names.js'

const FLAGS = { worker: '--allow-worker', child: '--allow-child-process' } as const

/** The flags of Node that this program would need to have workers of that backend; none where it has all. */
export function missingFlags(backend: BackendName): readonly string[] {
  const permission: NodeJS.ProcessPermission | undefined = process.permission // undefined unless they are restricted
  if (!permission) return []
  return infoOf(backend)!.needs.filter((scope) => !permission.has(scope)).map((scope) => FLAGS[scope])
}

/** @throws BackendError `ERR_BACKEND_UNAVAILABLE` where Node's permission model forbids the workers of a backend */
export function refuseForbidden(backend: BackendName): void {
  const missing = missingFlags(backend)
  if (missing.length === 0) return
  const why = `backend '${backend}' is not available: Node's permission model forbids its workers`
  const advice = `Start Node with ${missing.join(' ')} too, or take backend 'async' or 'sequential'`
  throw new BackendError('ERR_BACKEND_UNAVAILABLE', `${why}. ${advice}`)
}

/** Warns, once in a program, that it works without the workers that it wanted but didn't insist on. */
export function warnOfMissingFlags(wanted: BackendName): void {
  const missing = missingFlags(wanted)
  if (missing.length === 0) return
  const why = `tasks run one after the other: Node's permission model forbids the workers of backend '${wanted}'`
  warnOnce('WARN_NO_WORKERS', `${why}. Start Node with ${missing.join(' ')} too`, 'missing flags')
}
