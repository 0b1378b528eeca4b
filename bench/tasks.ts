/** The smallest task there is: all that is measured is what it costs to run one. */
export function double(x: number): number {
  return x * 2
}

/**
 * A fixed amount of work, and a result that depends on every step of it. In floating point, because integers were
 * compiled to code of very different speed depending on where the call stood (10 or 45 µs for the same work).
 */
export function spin(iterations: number): number {
  let x = 1 / iterations
  for (let i = 0; i < iterations; i++) x = 3.9 * x * (1 - x)
  return x
}
