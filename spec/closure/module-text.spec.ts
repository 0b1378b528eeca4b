import { expect } from 'chai'
import { transformSync } from 'esbuild'
import { pathToFileURL } from 'node:url'
import { freeNames } from '../../lib/closure/text/free-names.js'
import { inspectFunction } from '../../lib/closure/engine/inspector.js'
import { exportedAs, moduleText } from '../../lib/closure/engine/module-text.js'
import { placeOf } from '../../lib/closure/thread/place.js'
import { inScript } from '../../lib/closure/engine/script-text.js'
import { useScratch } from '../helpers/scratch.js'

const importsOf = (script: string) => Object.fromEntries(moduleText({ script, start: 0 })!.imports)

describe('moduleText', () => {
  it('tells what local names are imported as', () => {
    expect(importsOf("import fs, { join as j, default as d, 'a b' as c } from 'x'; import * as all from './y.js'; import 'z'")).to.deep.equal({
      fs: { specifier: 'x', name: 'default' },
      j: { specifier: 'x', name: 'join' },
      d: { specifier: 'x', name: 'default' },
      c: { specifier: 'x', name: 'a b' },
      all: { specifier: './y.js', name: '*' },
    })
  })

  it('tells import attributes', () => {
    expect(importsOf("import data from './d.json' with { type: 'json', 'a b': 'c' }")).to.deep.equal({
      data: { specifier: './d.json', name: 'default', attributes: { type: 'json', 'a b': 'c' } },
    })
  })

  it('gives undefined for what is no JavaScript', () => {
    for (const script of ['const a = <b/>', 'const a: number = 1', 'import']) {
      expect(moduleText({ script, start: 0 }), script).to.equal(undefined)
    }
  })

  it('parses a script once', () => {
    const script = 'export const f = () => 1'
    expect(moduleText({ script, start: 17 })).to.equal(moduleText({ script, start: 0 }))
  })

  describe('tells under which names functions are exported', () => {
    /** `▸` stands before the function; the path is that of its export. */
    const CASES: readonly (readonly [text: string, path?: string, local?: string])[] = [
      ['export ▸function f() {}', 'f', 'f'],
      ['export ▸async function* f() {}', 'f', 'f'],
      ['export ▸class C {}', 'C', 'C'],
      ['export const f = ▸() => 1', 'f', 'f'],
      ['export const a = 1, f = ▸async (x) => x', 'f', 'f'],
      ['export let f = ▸function () {}', 'f', 'f'],
      ['export const C = ▸class {}', 'C', 'C'],
      ['const f = (▸() => 1); export { f as g }', 'g', 'f'],
      ["const f = ▸() => 1; export { f as 'a b' }", 'a b', 'f'],
      ['▸function f() {} export { f as g, f as h }', 'g', 'f'],
      ['var f = ▸() => 1; export default f', 'default', 'f'],
      ['export default ▸function f() {}', 'default', 'f'],
      ['export default ▸function () {}', 'default'],
      ['export default ▸class {}', 'default'],
      ['export default ▸() => 1', 'default'],
      ['export default (▸() => 1)', 'default'],
      ['export const api = { ▸run() {} }', 'api.run', 'api.run'],
      ['export const api = { ▸async *run() {} }', 'api.run', 'api.run'],
      ['export const api = { go: ▸() => 1 }', 'api.go', 'api.go'],
      ['export const api = { "go": ▸class {} }', 'api.go', 'api.go'],
      ['export const api = { ...others, ▸run() {} }', 'api.run', 'api.run'],
      ['export default { ▸run() {} }', 'default.run'],
      ['export class C { static ▸make() {} }', 'C.make', 'C.make'],
      ['export class C { static /* a */ ▸async make() {} }', 'C.make', 'C.make'],
      ['export class C { static make = ▸() => 1 }', 'C.make', 'C.make'],
      ['const f = /* @__PURE__ */ __name(▸(x) => x, "f"); export { f }', 'f', 'f'],
      ['var api_default = { run: __name(▸() => 1, "run") }; export { api_default as default }', 'default.run', 'api_default.run'],
      ['export default __name(▸() => 1, "default")', 'default'],
      ['export const f = ▸() => 1; () => { for (const f of []) f }', 'f', 'f'],

      ['▸function f() {}'],
      ['export const f = () => ▸() => 1'],
      ['export const f = wrap(▸() => 1)'],
      ['export const f = wrap(▸() => 1, "f")'],
      ['export let f = ▸() => 1; f = 2'],
      ['export let f = ▸() => 1; f++'],
      ['export let f = ▸() => 1; [f] = []'],
      ['export let f = ▸() => 1; ({ f } = {})'],
      ['export let f = ▸() => 1; ({ a: { b: f = 1, ...c } } = {})'],
      ['export let f = ▸() => 1; const set = () => { for (f of []); }'],
      ['export ▸function f() {} const set = () => { f = 1 }'],
      ['export ▸class C {} C = decorated(C)'],
      ['export var f = ▸() => 1; var f = 2'],
      ['export var f = ▸() => 1; if (a) { var f = 2 }'],
      ['export var f = ▸() => 1; for (var f of []);'],
      ['export const { f = ▸() => 1 } = {}'],
      ['export const api = { get ▸run() {} }'],
      ['export const api = { ▸run() {}, ...others }'],
      ['export const api = { ▸run() {}, run: 1 }'],
      ['export const api = { ▸run() {}, ["r" + "un"]: 1 }'],
      ['export const api = { [▸() => 1]: 1 }'],
      ['export const api = { __proto__: ▸() => 1 }'],
      ['export const api = { a: { ▸run() {} } }'],
      ['export class C { ▸run() {} }'],
      ['export class C { static get ▸made() {} }'],
      ['export class C { static ▸#make() {} }'],
      ["const f = ▸() => 1; export { f } from './other.js'"],
    ]

    for (const [text, path, local] of CASES) {
      it(text, () => {
        const exported = moduleText({ script: text.replace('▸', ''), start: 0 })!.exports.get(text.indexOf('▸'))
        expect(exported?.path.join('.')).to.equal(path)
        expect(exported?.local?.join('.')).to.equal(local)
      })
    }
  })
})

describe('exportedAs', () => {
  const scratch = useScratch()

  function nameOf(fn: object): string | undefined {
    const text = Function.prototype.toString.call(fn)
    const inspected = inspectFunction(fn)!
    const script = inScript(inspected, placeOf(inspected, text, freeNames(text)!.anchor)!, text)!
    return exportedAs(fn, inspected, script)?.join('.')
  }

  async function load(name: string, script: string): Promise<Record<string, any>> {
    scratch.write(name, script)
    return import(pathToFileURL(scratch.file(name)).href)
  }

  const SCRIPT = `
    export function f() { return 1 }
    export const api = { run() {}, go: () => 1 }
    export const patched = { run() {} }
    export const { run: original } = patched
    patched.run = () => 2
    export class C {
      constructor() {}
      static make() {}
    }
    const hidden = () => 1
    export const reveal = () => hidden
    export const maker = () => () => 1
    export default async (x) => x
  `

  const CASES: readonly (readonly [path: string, of: (module: Record<string, any>) => object, as?: string])[] = [
    ['a function', ({ f }) => f, 'f'],
    ['a method', ({ api }) => api.run, 'api.run'],
    ['an arrow function in an object', ({ api }) => api.go, 'api.go'],
    ['a class', ({ C }) => C, 'C'],
    ['a static method', ({ C }) => C.make, 'C.make'],
    ['the default export', (module) => module['default'], 'default'],
    ['not what another has taken the place of', ({ original }) => original],
    ['nor that other', ({ patched }) => patched.run],
    ['nor what is not exported', ({ reveal }) => reveal()],
    ['nor what an exported function makes', ({ maker }) => maker()],
  ]

  for (const [title, of, as] of CASES) {
    it(`names ${title}`, async () => expect(nameOf(of(await load('module.mjs', SCRIPT)))).to.equal(as))

    it(`names ${title}, compiled by esbuild`, async () => {
      const { code } = transformSync(SCRIPT, { format: 'esm', keepNames: true, minifyWhitespace: true })
      expect(nameOf(of(await load('compiled.mjs', code)))).to.equal(as)
    })
  }
})
