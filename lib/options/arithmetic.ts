const LONGEST = 30
const LARGEST = 1e6

/** A token: a number, a name or an operator; any other character becomes one that no rule below accepts. */
const TOKEN = /(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[a-z_]\w*|\*\*|\/\/|\S/gi
const NUMBER = /^\.?\d/

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.round((a - modulo(a, b)) / b), // exact where floor(a / b) is not, as in 1 // 0.1
  '%': modulo,
  '**': (a, b) => a ** b,
}

/** Python's remainder: it has the sign of the divisor. */
function modulo(a: number, b: number): number {
  const rest = a % b
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest
}

/**
 * The value of an arithmetic expression, by Python's rules: `+ - * / // % **`, parentheses, numbers and `names`.
 * Nothing else is understood, and nothing is ever executed.
 *
 * @param expression at most 30 characters; no number in it, given or computed, may exceed a million
 * @throws SyntaxError when it can't be read or has no finite value
 * @throws RangeError when it is too long or a number too large
 * @source joblib `eval_expr`
 */
export function evaluate(expression: string, names: Readonly<Record<string, number>>): number {
  if (expression.length > LONGEST) {
    const start = expression.slice(0, LONGEST)
    throw new RangeError(`"${start}…" is too long: at most ${LONGEST} characters, got ${expression.length}`)
  }
  return new Evaluation(expression, names).value()
}

/** Reads an expression and computes its value in one pass: a method for each level of precedence, loosest first. */
class Evaluation {
  readonly #expression: string
  readonly #names: Readonly<Record<string, number>>
  readonly #tokens: string[]

  constructor(expression: string, names: Readonly<Record<string, number>>) {
    this.#expression = expression
    this.#names = names
    this.#tokens = expression.match(TOKEN) ?? []
  }

  value(): number {
    const value = this.#sum()
    if (this.#tokens.length > 0) throw this.#unsupported()
    return value
  }

  #sum(): number {
    return this.#leftToRight(['+', '-'], () => this.#product())
  }

  #product(): number {
    return this.#leftToRight(['*', '/', '//', '%'], () => this.#signed())
  }

  #leftToRight(operators: readonly string[], operand: () => number): number {
    let value = operand()
    while (operators.includes(this.#tokens[0]!)) value = this.#apply(this.#tokens.shift()!, value, operand())
    return value
  }

  #signed(): number {
    const sign = this.#accept('+', '-')
    if (sign === undefined) return this.#power()
    return sign === '-' ? -this.#signed() : this.#signed()
  }

  #power(): number {
    const base = this.#atom()
    return this.#accept('**') ? this.#apply('**', base, this.#signed()) : base
  }

  #atom(): number {
    const token = this.#tokens.shift() ?? ''
    if (NUMBER.test(token)) return this.#small(Number(token))
    if (Object.hasOwn(this.#names, token)) return this.#small(this.#names[token]!)
    if (token !== '(') throw this.#unsupported()
    const value = this.#sum()
    if (!this.#accept(')')) throw this.#unsupported()
    return value
  }

  #accept(...expected: readonly string[]): string | undefined {
    return expected.includes(this.#tokens[0]!) ? this.#tokens.shift() : undefined
  }

  #apply(operator: string, a: number, b: number): number {
    const value = OPERATIONS[operator]!(a, b)
    if (!Number.isFinite(value)) throw this.#unsupported() // 1 / 0, (-8) ** 0.5, 9. ** 10000.
    return this.#small(value)
  }

  #small(value: number): number {
    if (Math.abs(value) <= LARGEST) return value
    throw new RangeError(`${value} in "${this.#expression}" is too large: at most ${LARGEST}`)
  }

  #unsupported(): SyntaxError {
    return new SyntaxError(`"${this.#expression}" is not a valid or supported arithmetic expression`)
  }
}
