/** Sets environment variables for a test of the suite that calls this. */
export function useVariables(): (values: Readonly<Record<string, string>>) => void {
  const before = new Map<string, string | undefined>()
  afterEach(() => {
    for (const [name, value] of before) value === undefined ? delete process.env[name] : (process.env[name] = value)
    before.clear()
  })
  return (values) => {
    for (const [name, value] of Object.entries(values)) {
      if (!before.has(name)) before.set(name, process.env[name])
      process.env[name] = value
    }
  }
}
