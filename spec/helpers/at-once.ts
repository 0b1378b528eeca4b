/**
 * Tests that mostly wait: they begin together, so that all of them take as long as the longest. What `useScratch` and
 * others give each test, and programs, which end with the test, are no use to them.
 */
export function atOnce(tests: Readonly<Record<string, () => Promise<void>>>): void {
  let ends: Map<string, Promise<void>> | undefined
  for (const title of Object.keys(tests)) it(title, () => (ends ??= begin(tests)).get(title))
}

function begin(tests: Readonly<Record<string, () => Promise<void>>>): Map<string, Promise<void>> {
  const ends = Object.entries(tests).map(([title, test]) => [title, test()] as const)
  for (const [, end] of ends) end.catch(() => {}) // the test of that title tells
  return new Map(ends)
}
