import type { BackendName } from './backend-names.js'

/** What the backends need of Node's permissions; a process has a thread that watches over it. */
const NEEDS: Readonly<Partial<Record<BackendName, readonly ('worker' | 'child')[]>>> = {
  threads: ['worker'],
  processes: ['worker', 'child'],
}
const FLAGS = { worker: '--allow-worker', child: '--allow-child-process' } as const

/** The flags of Node without which this program can't have such workers; none where it can. */
export function missingFlags(backend: BackendName): readonly string[] {
  const permission: NodeJS.ProcessPermission | undefined = process.permission // undefined unless they are restricted
  if (!permission) return []
  return (NEEDS[backend] ?? []).filter((scope) => !permission.has(scope)).map((scope) => FLAGS[scope])
}
