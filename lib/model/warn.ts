export type WarningCode =
  | 'WARN_ARRAY_COPIED' | 'WARN_ARRAY_WRITTEN' | 'WARN_ASSIGNED_CAPTURE' | 'WARN_DUPLICATE_IDS' | 'WARN_FINALIZER'
  | 'WARN_IDLE_WORKER_DIED' | 'WARN_LARGE_CAPTURE' | 'WARN_NO_MMAP' | 'WARN_NO_WORKERS' | 'WARN_ON_LOG'
  | 'WARN_PHYSICAL_CORES' | 'WARN_TIMEOUT' | 'WARN_TRACE_FILE' | 'WARN_WORKER_MEMORY'

/**
 * Has Node print a warning.
 *
 * @param cause its stack is printed, too
 */
export function warn(code: WarningCode, message: string, cause?: unknown): void {
  const detail = cause instanceof Error ? cause.stack : undefined
  process.emitWarning(message, { type: 'AllcoresWarning', code, ...(detail !== undefined && { detail }) })
}

const told = new Set<string>()

/**
 * Has Node print a warning, unless it has been printed before.
 *
 * @param key warnings with the same one are the same
 */
export function warnOnce(code: WarningCode, message: string, key = message): void {
  if (told.has(key)) return
  told.add(key)
  warn(code, message)
}
