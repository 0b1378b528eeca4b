import { type BackendName, factsOf } from './backend-names.js'

const FLAGS = { worker: '--allow-worker', child: '--allow-child-process' } as const

/** The flags of Node without which this program can't have such workers; none where it can. */
export function missingFlags(backend: BackendName): readonly string[] {
  const permission: NodeJS.ProcessPermission | undefined = process.permission // undefined unless they are restricted
  if (!permission) return []
  return factsOf(backend)!.needs.filter((scope) => !permission.has(scope)).map((scope) => FLAGS[scope])
}
