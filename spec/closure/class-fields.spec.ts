import { expect } from 'chai'
import { transformSync } from 'esbuild'
import { fieldsOf } from '../../lib/closure/text/class-fields.js'

const CASES: readonly (readonly [text: string, ...fields: string[]])[] = [
  ["class A extends B { a; b = 1; 'c d' = 2; 5 = 3 }", 'a', 'b', 'c d', '5'],
  ['class A { static a = 1; #b = 2; get c() { return 1 } d() {} static { this.e = 1 } [f] = 1 }'],
  ['class A { constructor() { this.a = 1 } m() { b = 1; class C { c = 1 } } }'],
  ["class A { constructor() { Object.defineProperty(this, 'a', { value: 1 }) } }", 'a'],
  ['function () { a = 1 }'],
  ['function () { [native code] }'],
]

describe('fieldsOf', () => {
  for (const [text, ...fields] of CASES) it(text, () => expect(fieldsOf(text)).to.deep.equal(fields))

  it('fields that a compiler has moved to the constructor', () => {
    const source = 'class A extends Array { static s = 1; declare a: 1; b; c = 2 }'
    const { code } = transformSync(source, { target: 'es2020', loader: 'ts', tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } } })
    const text = code.slice(code.indexOf('class A'), code.lastIndexOf('}') + 1)
    expect(fieldsOf(text)).to.deep.equal(['b', 'c'])
  })
})
