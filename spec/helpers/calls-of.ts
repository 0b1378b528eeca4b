import { inbatchParallel, type InbatchOptions } from 'allcores'

/** As JavaScript calls it. */
export type LooseAction = (this: unknown, ...args: unknown[]) => Promise<unknown>

/** `inbatchParallel` as JavaScript has it. */
export const loose = inbatchParallel as unknown as (
  options: Partial<InbatchOptions>,
  method: (...args: any[]) => unknown,
) => LooseAction

/** Calls an action whose items give the arguments they get: what each item was called with. */
export function argumentsOf(options: InbatchOptions, given: readonly unknown[], batch: object = {}): Promise<unknown> {
  const post = (results: unknown[][]) => results
  return loose({ target: 'for', ...options, post }, (...all: unknown[]) => all).apply(batch, [...given])
}
