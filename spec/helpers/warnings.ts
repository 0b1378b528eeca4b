/** The warnings of the program while the suite that calls this runs, newest last. */
export function useWarnings(): Error[] {
  const warnings: Error[] = []
  const add = (warning: Error) => void warnings.push(warning)
  beforeEach(() => {
    warnings.length = 0
    process.on('warning', add)
  })
  afterEach(() => void process.off('warning', add))
  return warnings
}
