/**
 * A fixed amount of work, and a result that depends on every step of it. In a file of its own: workers import it.
 * In floating point, because integers are compiled to code of very different speed depending on where the call stands.
 */
export function spin(iterations: number): number {
  let x = 1 / iterations
  for (let i = 0; i < iterations; i++) x = 3.9 * x * (1 - x)
  return x
}
