import { randomNumbers } from '../helpers/random.js'

/** Decides, the same for the same seed. */
export interface Dice {
  /** True so often. */
  chance(probability: number): boolean
  /** From `least` to `most`, both included. */
  whole(least: number, most: number): number
  pick<T>(values: readonly T[]): T
  /** A key, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K
}

export function dice(seed: number, step = 0): Dice {
  const random = randomNumbers(Math.imul(seed, 2654435761) ^ Math.imul(step + 1, 1597334677))
  for (let i = 0; i < 8; i++) random() // seeds that are close begin alike
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  return {
    chance: (probability) => random() < probability,
    whole,
    pick: (values) => values[whole(0, values.length - 1)]!,
    weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>) {
      const entries = Object.entries(weights) as [K, number][]
      let at = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      return (entries.find(([, weight]) => (at -= weight) < 0) ?? entries[0]!)[0]
    },
  }
}
