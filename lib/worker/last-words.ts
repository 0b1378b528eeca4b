/**
 * Calls `speak`, synchronously, when the worker is about to end by its own doing: an exit, an uncaught error,
 * or, in a process, a signal to itself. What is said then still reaches the parent.
 */
export function onLastWords(speak: (error?: { readonly error: unknown }) => void): void {
  let spoken = false
  const once = (error?: { readonly error: unknown }) => {
    if (spoken) return
    spoken = true
    speak(error)
  }
  process.on('uncaughtExceptionMonitor', (error) => once({ error }))
  process.on('exit', () => once())
  before('abort', () => once())
  before('kill', (pid, signal) => {
    // signal 0 only asks whether a process is there; others may be survived, and words said again
    if ((pid === process.pid || pid === 0) && signal !== 0) speak()
  })
}

/** Has `act` called before a function of `process` that no event tells of. */
function before(name: 'abort' | 'kill', act: (...args: unknown[]) => void): void {
  const original = process[name] as (...args: unknown[]) => unknown
  const wrapped = (...args: unknown[]) => {
    act(...args)
    return Reflect.apply(original, process, args)
  }
  Object.defineProperty(process, name, { value: wrapped, configurable: true, writable: true })
}
