// @ts-nocheck: texts as nobody would write them
import type { Case } from '../case.js'

const unit = '°'
const größe = 3, $ = 4, _ = 5, 变量 = 6, ünïcödé = (x) => x + größe, \u0061bc = 7
const async = (x) => x * 2
const of = 1, get = 2, set = 3, from = 4, as = 5, type = 6
const spaced = /* before ( { */ ( /* a ) => */ a , // => { unit }
  b = ')' /* ) */ ) /* => */ => /* { */ {
    // return `${unit}`
    return a + b + unit // }
  }
const returnsObject = () => ({ unit, 'a-b': [größe], ...{ $ } })
const returnsEmpty = () => ({})
const returnsNothing = () => {}
const inParens = (((x) => (x, unit)))
const sequence = (x) => (x++, x *= 2, [x, unit])
const asi = (list) => {
  let a = list.length
  ;[1, 2].forEach((n) => { a += n })
  ;(() => { a += größe })()
  ;`${a}`.length
  const b = a
  ++a
  return [a, b]
}
function returnsEarly() {
  return
  unit
}
const slashes = (x) => x / größe / 2 + Number(/[/\]]\/(?=x)/g.test('/x')) /* / */
const quotes = () => ['\'', "\"", `\``, '\\', "${unit}", `${'`'}${`${unit}`}`, '</script>', '\u{1F600}', 'a\
b']
const labels = () => {
  const seen = []
  outer: for (let i = 0; i < größe; i++) {
    inner: for (const j of [0, 1, 2]) {
      if (j === 1) continue outer
      if (i === 2) break outer
      seen.push([i, j])
      continue inner
    }
  }
  block: { if (seen.length) break block; seen.push('never') }
  return seen
}
const keywords = { if: unit, class: 1, function: 2, new: () => unit, return: { typeof: 3 }, get: 4, async: 5, null: 6 }
const oneLine = (x) => {
  if (x) return unit
  else {
    for (;;) {
      if (++x > größe) break
    }
  }
  do x--
  while (x > 1)
  return x
}
const ternary = (x) => x ? (y) => y ? unit : größe : () => null
const numbers = () => [0b11, 0o17, 0xff, 1_000, .5, 5., 1e3, -0, 0.1 + 0.2, 10n ** 20n, größe]
const arrowInDefault = (f = (x = (() => unit)()) => x) => f()
const objectMethods = {
  'quoted key'() {
    return unit
  },
  0.5() {
    return größe
  },
  async *gen() {
    yield unit
  },
  get async() {
    return unit
  },
  async async() {
    return unit
  },
  get get() {
    return 1
  },
  set set(v) {},
}
const chain = (o) => o?.a?.[unit]?.(größe) ?? o?.['b']?.c ?? $
const bang = !function () { return unit }()
const voided = void function named() { return unit }
const commaDeclared = 1, afterComma = (x) => x + commaDeclared
let letAssigned
letAssigned = function () { return [letAssigned.name, unit] }
const { destructured = () => unit, other: { inner: renamed = (x) => x + unit } = {} } = {}
const [fromArray = function () { return größe }] = []
const nestedTemplates = (x) => `a${x ? `b${[1, 2].map((n) => `c${n}${unit}`).join('`')}` : ''}}`
const classText = class {
  'a b' = unit
  static 'c d' = größe
  get;
  set;
  static;
  async
  static static = 1
  static async() {
    return unit
  }
  [`x${unit}`] = 2
}
const manyParameters = (a,b,c,d,e,f,g,h,i,j,)=>[a,b,c,d,e,f,g,h,i,j,unit].join('')
const shebangLike = () => '#!/usr/bin/env node' + unit
const crlf = new Function('unit', 'return () => {\r\n  // comment\r\n  return unit + `a\r\nb`.length\r\n}')(unit)
const tabs = function	tabbed	(	x	)	{	return	x	+	unit	}
const exprBody = x => y => z => [x, y, z, unit]
const withDebugger = () => { if (größe > 100) debugger; return unit }
const dollarNames = (() => {
  const $set = 1,
    $super = 2,
    $home = 3,
    $arguments = 4,
    $importMeta = 5,
    n$ = 6,
    require$ = 7,
    exports = 8,
    module = 9
  return () => [$set, $super, $home, $arguments, $importMeta, n$, require$, exports, module]
})()

export const cases: Case[] = [
  { title: 'names of all alphabets', run: () => [größe, $, _, 变量, ünïcödé(1), abc] },
  { title: 'names that are words of the language elsewhere', run: () => [async(2), of, get, set, from, as, type] },
  { title: 'comments with parentheses and arrows', run: () => [spaced(1), spaced(1, 2)] },
  { title: 'the same as the case', run: spaced, args: ['a'] },
  { title: 'bodies that are objects', run: () => [returnsObject(), returnsEmpty(), returnsNothing()] },
  { title: 'an arrow with such a body as the case', run: returnsObject },
  { title: 'many parentheses', run: inParens, args: [1] },
  { title: 'a sequence', run: sequence, args: [1] },
  { title: 'lines without semicolons', run: asi, args: [[1, 2]] },
  { title: 'a return that ends early', run: returnsEarly },
  { title: 'slashes', run: slashes, args: [12] },
  { title: 'quotes of all kinds', run: quotes },
  { title: 'labels', run: labels },
  {
    title: 'words of the language as names of properties',
    run: () => [keywords, keywords.new(), keywords.return.typeof],
  },
  { title: 'all on one line', run: () => [oneLine(0), oneLine(1)] },
  { title: 'arrows in conditions', run: () => [ternary(1)(0), ternary(1)(1), ternary(0)()] },
  { title: 'numbers in all notations', run: numbers },
  { title: 'an arrow in a default of an arrow', run: arrowInDefault },
  {
    title: 'odd names of methods',
    run: async () => [
      objectMethods['quoted key'](),
      objectMethods[0.5](),
      objectMethods.async,
      objectMethods.get,
      (await objectMethods.gen().next()).value,
    ],
  },
  {
    title: 'regular expressions that look like code',
    run: () => [/[(]/.source, /\(/.test('('), /=>/.exec('=>')?.[0], /`\${/.source, unit.match(/°/u)?.index],
  },
  { title: 'optional chains', run: () => [chain(null), chain({ a: { '°': (x) => x } }), chain({ b: { c: 1 } })] },
  { title: 'functions behind operators', run: () => [bang, voided] },
  { title: 'declared after a comma', run: () => afterComma(1) },
  { title: 'assigned after its declaration', run: () => letAssigned() },
  {
    title: 'named by a default',
    run: () => [destructured.name, destructured(), renamed.name, renamed(1), fromArray.name, fromArray()],
  },
  { title: 'templates in templates', run: nestedTemplates, args: [true] },
  {
    title: 'odd names in a class',
    run: () => {
      const c = new classText()
      return [c, Object.keys(classText), classText.async()]
    },
  },
  { title: 'ten parameters and a comma', run: manyParameters, args: [1, 2, 3] },
  { title: 'text that looks like a first line', run: shebangLike },
  { title: 'line ends of another system', run: crlf },
  { title: 'tabs', run: tabs, args: [1] },
  { title: 'arrow after arrow', run: () => exprBody(1)(2)(3) },
  { title: 'a debugger statement', run: withDebugger },
  { title: 'names that a tool could have made up', run: dollarNames },
]
