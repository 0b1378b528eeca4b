import type { Case } from '../case.js'

const minusZero = -0
const notANumber = NaN
const endless = [Infinity, -Infinity] as const
const [least, largest] = [Number.MIN_VALUE, Number.MAX_SAFE_INTEGER]
const empty = ''
const mixed = 'häuser 日本語 🎉 \u0000 \u2028 \u2029 \\ \' " ` ${x}'
const loneSurrogate = 'a\ud800b'
const long = 'ab'.repeat(50_000)
const small = -7n
const huge = 2n ** 200n
const [yes, no, nothing, missing] = [true, false, null, undefined]
const own = Symbol('own')
const twin: symbol = Symbol('own')
const withoutName = Symbol()
const registered = Symbol.for('allcores.spec.registered')
const tagged = { [own]: 'by the symbol', own: 'by the text' }
const howToIterate: typeof Symbol.iterator = Symbol.iterator
const boxed = [Object(1), Object('text'), Object(false), Object(-0), Object(10n)]

/** A name that means something else to a function written elsewhere. */
function shadowed() {
  const undefined = 'not undefined at all'
  const NaN = 12
  const Math = { max: () => 'my own' }
  return () => [undefined, NaN, Math.max()]
}

export const cases: Case[] = [
  { title: 'minus zero', run: () => [minusZero, 1 / minusZero, Object.is(minusZero, -0)] },
  { title: 'NaN', run: () => [notANumber, Object.is(notANumber, NaN)] },
  { title: 'infinities', run: () => endless.map((n) => [n, -n]) },
  { title: 'the smallest and largest numbers', run: () => [least, largest, largest + 2, -least / 2] },
  { title: 'the empty text', run: () => [empty, empty.length, typeof empty] },
  { title: 'text of all kinds of characters', run: () => [mixed, mixed.length, [...mixed].length] },
  { title: 'half of a surrogate pair', run: () => [loneSurrogate.charCodeAt(1), loneSurrogate.length] },
  { title: 'long text', run: () => [long.length, long.slice(-3), long.lastIndexOf('b')] },
  { title: 'a negative bigint', run: () => [small, small * 2n, typeof small] },
  { title: 'a bigint of many digits', run: () => [huge, huge + 1n === huge] },
  { title: 'booleans and nothing', run: () => [yes, no, nothing, missing, typeof nothing, typeof missing] },
  { title: 'a symbol is one for all', run: () => [twin === own, tagged[own], Object.keys(tagged), own.description] },
  { title: 'symbols without a description', run: () => [withoutName.description, withoutName.toString()] },
  {
    title: 'a symbol shared by two functions',
    run: (() => {
      const key = Symbol('key')
      const put = (o: Record<symbol, unknown>) => Object.assign(o, { [key]: 1 })
      const get = (o: Record<symbol, unknown>) => o[key]
      return () => get(put({}))
    })(),
  },
  {
    title: 'a registered symbol',
    run: () => [registered === Symbol.for('allcores.spec.registered'), Symbol.keyFor(registered), Symbol.keyFor(own)],
  },
  {
    title: 'a well-known symbol',
    run: () => [...{ *[howToIterate]() { yield* [1, 2] } }, howToIterate === Symbol.iterator],
  },
  { title: 'primitives in boxes', run: () => boxed.map((box) => [typeof box, box, box instanceof Object]) },
  { title: 'variables named as globals are', run: shadowed() },
]
