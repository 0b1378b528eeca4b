import { expect } from 'chai'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { freeNames } from '../../lib/closure/text/free-names.js'
import { inspectFunction } from '../../lib/closure/engine/inspector.js'
import { placeOf, placeText } from '../../lib/closure/thread/place.js'
import { inScript } from '../../lib/closure/engine/script-text.js'
import type { InScript } from '../../lib/closure/engine/script-text.js'
import type { Place } from '../../lib/closure/node.js'
import { useScratch } from '../helpers/scratch.js'

function find(fn: object, { from }: { readonly from?: string } = {}): { place: Place | undefined; found: InScript | undefined } {
  const text = Function.prototype.toString.call(fn)
  const inspected = inspectFunction(fn)!
  const place = placeOf(inspected, text, freeNames(text)!.anchor)
  return { place, found: place && inScript(inspected, from === undefined ? place : { ...place, url: from }, text) }
}

/** What the function's script has at the function's place. */
function standing(fn: object): string | undefined {
  const { found } = find(fn)
  return found?.script.slice(found.start, found.start + String(fn).length)
}

describe('placeOf', () => {
  it('tells where a function begins', () => {
    const fn = () => 1
    const { place } = find(fn)
    expect(place).to.include({ url: import.meta.url, module: true })
    expect(placeText(place!)).to.match(/spec\/closure\/place\.spec\.ts:\d+:16$/)
  })

  it('knows nothing of code without a url', () => {
    expect(find((0, eval)('() => 1')).place).to.equal(undefined)
  })
})

describe('inScript', () => {
  const scratch = useScratch()
  const load = createRequire(import.meta.url)

  it('finds functions of every form in their script', () => {
    const shapes = { async method() {}, get got() { return 1 }, *generator() {} }
    class Base { static create() { return new this() } }
    class Late extends Base {
      constructor() { super() }
    }
    const got = Object.getOwnPropertyDescriptor(shapes, 'got')!.get!
    const fns = [() => 1, async () => 1, function named() {}, shapes.method, got, shapes.generator, Base, Base.create, Late]
    for (const fn of fns) expect(standing(fn)).to.equal(String(fn))
  })

  it('reads the file of a CommonJS module', () => {
    scratch.write('module.cjs', '#!/usr/bin/env node\r\nexports.one = 1; exports.fn = () => 1 // text\r\n')
    const { fn } = load(scratch.file('module.cjs'))
    const { place, found } = find(fn)
    expect(place).to.include({ line: 1, column: 30, module: false })
    expect(found!.script).to.match(/^#!.*text\r\n$/s)
    expect(standing(fn)).to.equal('() => 1')
  })

  it('does not mind a byte order mark', async () => {
    scratch.write('module.mjs', '\uFEFFexport const fn = () => 1')
    const { fn } = await import(pathToFileURL(scratch.file('module.mjs')).href)
    expect(standing(fn)).to.equal('() => 1')
  })

  it('finds what runs when the file has changed', async () => {
    scratch.write('module.mjs', 'export const fn = () => 1 // as it runs')
    const { fn } = await import(pathToFileURL(scratch.file('module.mjs')).href)
    scratch.write('module.mjs', '// changed\nexport const fn = () => 2')
    expect(find(fn).found).to.deep.equal({ script: 'export const fn = () => 1 // as it runs', start: 18 })
  })

  it('finds what runs when there is no file', async () => {
    const { fn } = await import(new URL('data:text/javascript,export const fn = () => 1').href)
    expect(find(fn).found).to.deep.equal({ script: 'export const fn = () => 1', start: 18 })
  })

  it('does not take TypeScript for what runs', async () => {
    scratch.write('module.mjs', 'export const fn = () => 1')
    scratch.write('module.ts', 'export const fn = () => 1 as number')
    const { fn } = await import(pathToFileURL(scratch.file('module.mjs')).href)
    const { found } = find(fn, { from: pathToFileURL(scratch.file('module.ts')).href })
    expect(found!.script).to.equal('export const fn = () => 1')
  })

  it('finds what runs when the file is gone', () => {
    expect(find(() => 2, { from: 'file:///no/such/file.js' }).found!.script).to.include('when the file is gone')
  })

  it('gives undefined for another text', () => {
    const fn = () => 1
    const inspected = inspectFunction(fn)!
    expect(inScript(inspected, placeOf(inspected, '() => 1', 0)!, '() => 2')).to.equal(undefined)
  })
})
