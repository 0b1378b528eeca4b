export type WarningCode =
  | 'WARN_ARRAY_COPIED' | 'WARN_ARRAY_WRITTEN' | 'WARN_ASSIGNED_CAPTURE' | 'WARN_DUPLICATE_IDS' | 'WARN_FINALIZER'
  | 'WARN_IDLE_WORKER_DIED' | 'WARN_LARGE_CAPTURE' | 'WARN_NO_MMAP' | 'WARN_NO_WORKERS' | 'WARN_ON_LOG'
  | 'WARN_PHYSICAL_CORES' | 'WARN_TIMEOUT' | 'WARN_TRACE_FILE' | 'WARN_WORKER_MEMORY'

/** @param cause its stack is shown along with the message */
export function warn(code: WarningCode, message: string, cause?: unknown): void {
  const detail = cause instanceof Error ? cause.stack : undefined
  process.emitWarning(message, { type: 'AllcoresWarning', code, ...(detail !== undefined && { detail }) })
}

const told = new Set<string>()

/** Warns once a program of what `key` stands for. */
export function warnOnce(code: WarningCode, message: string, key = message): void {
  const warning = `${code} ${key}`
  if (told.has(warning)) return
  told.add(warning)
  warn(code, message)
}
