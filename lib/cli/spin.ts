/**
 * Does a fixed amount of work, whose result depends on every step of it. The function has a file of its own, as workers import it.
 * Floating point is used because integers are compiled to code of very different speed depending on where the call stands.
 */
export function spin(iterations: number): number {
  let x = 1 / iterations
  for (let i = 0; i < iterations; i++) x = 3.9 * x * (1 - x)
  return x
}
