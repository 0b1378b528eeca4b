type OfNumber = (x: number) => number

/** Functions that are captured, a new one with each call, and with other values around it. */
export function withNumber(): OfNumber {
  const n = Math.random()
  return (x) => x + n
}

export function withHelper(): OfNumber {
  const n = Math.random()
  const helper: OfNumber = (x) => x + 1
  return (x) => helper(x) + n
}

class Base {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  double(): number {
    return this.value * 2
  }
}

class Derived extends Base {
  readonly more = 1

  sum(): number {
    return this.double() + this.more
  }
}

export function withInstance(): OfNumber {
  const instance = new Derived(Math.random())
  return (x) => instance.sum() + x
}

/** The same by the user's hand: what no library finds out. */
export function byHand(): { readonly fn: (x: number, n: number) => number; readonly variables: { readonly n: number } } {
  return { fn: (x, n) => x + n, variables: { n: Math.random() } }
}
