import type { Case } from '../case.js'

const unit = 'u'
const limit = 3

/** No compiler puts these texts in order, and as no module holds them, they are not strict either. */
const written = (text: string) =>
  new Function('unit', 'limit', `return ${text}`)(unit, limit) as (...args: unknown[]) => unknown

const texts: readonly (readonly [title: string, text: string, ...args: unknown[]])[] = [
  [
    'no semicolons',
    '(list) => {\n  let a = list.length\n  ;[1, 2].forEach((n) => { a += n })\n  const b = a\n  ++a\n  return [a, b, unit]\n}',
    [1],
  ],
  ['a return that ends early', 'function () {\n  return\n  unit\n}'],
  ['tabs and nothing', 'function\tnamed\t(\tx\t)\t{return[x,unit]}', 1],
  ['line ends of another system', '() => {\r\n  // unit }\r\n  return [unit, `a\r\nb`.length]\r\n}'],
  ['separators of lines that are rare', '() => {\u2028  // unit }\u2029  return unit + "\u2028".length\n}'],
  [
    'comments in all places',
    '/*1*/async/*2*/function/*3*/name/*(*/(/*)*/a/*=>*/,/*{*/b=limit/*}*/)/*4*/{/*5*/return[a,b,unit]//6\n}',
    1,
  ],
  [
    'comments like markup',
    '(x) => {\n  <!-- unit is not called here\n  return x <!-- limit\n  / limit\n  --> nor here\n}',
    6,
  ],
  ['a comment at the end', '(x) =>\n  // first\n  x + unit // last', 1],
  ['an arrow on lines of its own', '(\n  x,\n) =>\n  (\n    x + unit\n  )', 1],
  ['octal numbers', 'function () { return [010, "\\101", limit] }'],
  ['with', 'function (o) { with (o) { return [a, unit, typeof limit] } }', { a: 1, unit: 'of o' }],
  [
    'arguments tied to parameters',
    'function (a) { a = limit; arguments[1] = 5; return [arguments[0], arguments[1], arguments.length] }',
    1,
    2,
  ],
  ['arguments.callee', 'function (n) { return n < 1 ? unit : arguments.callee(n - 1) }', 2],
  ['this of sloppy code', 'function () { return [this === globalThis, (() => typeof this)(), unit] }'],
  [
    'strict by itself',
    'function () { "use strict"; return [this === undefined, (function () { return this })(), unit] }',
  ],
  ['strict after other directives', 'function () { "other"; /* then */ \'use strict\'; return [this, limit] }'],
  ['a name that is assigned in vain', 'function own() { own = 1; return [typeof own, unit] }'],
  [
    'a variable made by assigning',
    '() => { try { return (madeUp = limit, [typeof madeUp, unit]) } finally { delete globalThis.madeUp } }',
  ],
  ['delete of a variable', 'function () { var v = unit; return [delete v, delete unit, unit] }'],
  [
    'functions in blocks',
    'function () { var before = typeof inner; { function inner() { return unit } } return [before, inner()] }',
  ],
  ['a parameter twice', 'function (a, a) { return [a, unit] }', 1, 2],
  [
    'words that are reserved elsewhere',
    'function (yield, let, static, await) { var interface = unit; return [yield, let, static, await, interface] }',
    1,
    2,
    3,
    4,
  ],
  [
    'a getter out of an object',
    'Object.getOwnPropertyDescriptor({ get /* it */ value ( ) { return unit } }, "value").get',
  ],
  [
    'a static method out of a class',
    '(class { static /* it */ async *[`gen${limit}`] (x) { yield x + unit } })[`gen${limit}`]',
    1,
  ],
  ['a field out of a class', 'new (class { fn = (x) => [x, unit] })().fn', 1],
  ['escapes in names', 'function f\\u0061(\\u{78}) { return [x, f\\u0061.name, un\\u0069t] }', 1],
  ['a division that looks like an expression', '(x) => x++ / limit / 1 + ((x) / limit) + [6][0] / 2 /1', 6],
  [
    'an expression that looks like a division',
    '(s) => { if (s) /a}b/g.test(s); return [/[/]/.source, typeof /x/ / 1, unit] }',
    'a}b',
  ],
]

export const cases: Case[] = texts.map(([title, text, ...args]) => ({ title, run: written(text), args }))
