import type { Case } from '../case.js' with { 'resolution-mode': 'import' }

const path = require('node:path') as typeof import('node:path')
interface Neighbour {
  measure(n: number): string
  Ruler: new (length: number) => { length: number; text(): string }
  settings: { digits: number }
  nested: { deep(): string }
}
const { join: glue, basename } = path
const { readFileSync, promises: files } = require('node:fs') as typeof import('node:fs')
const acorn = require('acorn') as typeof import('acorn', { with: { 'resolution-mode': 'require' } })
const { renderTable } = require('console-table-printer') as typeof import('console-table-printer')
const neighbour = require('./modules/neighbour.cjs') as Neighbour
const { measure, Ruler, settings } = neighbour
const data = require('./modules/data.json') as { list: unknown[] }
const unit = 'in'
const lazily = (name: string) => require(name) as typeof import('node:os')
const here = () => [path.basename(__filename), __dirname === path.dirname(__filename)]
exports.scale = (x: number) => x * exports.factor
exports.factor = 3
exports.scaleTwice = (x: number): number => exports.scale(exports.scale(x))
const viaModule = (x: number): number => module.exports.scaleTwice(x) + unit.length
class Long extends Ruler { override text() { return `${super.text()} ${unit}` } }
const long = new Long(2)

const cases: Case[] = [
  { title: 'a module of Node', run: () => [path.join('a', '..', 'b'), path.posix === path] },
  {
    title: 'parts of a module of Node',
    run: () => [glue('a', 'b'), basename('/a/b'), typeof readFileSync, typeof files.readFile],
  },
  { title: 'a part of a module of Node is the case', run: basename, args: ['/a/b'] },
  {
    title: 'require inside',
    run: () => [(require('node:os') as typeof import('node:os')).EOL, (require('fs') as object) === require('node:fs')],
  },
  { title: 'require of a name that is computed', run: () => lazily(['node', 'os'].join(':')).EOL },
  { title: 'require of a file inside', run: () => (require('./modules/neighbour.cjs') as Neighbour).measure(1) },
  {
    title: 'require of what is not there',
    run: () => {
      try {
        require('./modules/missing.cjs')
      } catch (e) {
        return (e as { code: string }).code
      }
    },
  },
  { title: 'require.resolve', run: () => path.basename(require.resolve('./modules/neighbour.cjs')) },
  { title: 'the names of the file and its folder', run: () => [__filename, __dirname] },
  { title: 'a helper that uses them', run: here },
  { title: 'packages', run: () => [acorn.parse('a', { ecmaVersion: 2022 }).type, renderTable([{ a: 1 }])] },
  { title: 'a part of a package is the case', run: renderTable, args: [[{ a: 1 }]] },
  { title: 'a file', run: () => [neighbour.measure(2), measure === neighbour.measure, settings] },
  { title: 'a part of a file is the case', run: measure, args: [3] },
  { title: 'classes of a file', run: () => [long.text(), new Long(1).text(), long instanceof Ruler] },
  { title: 'JSON', run: () => [data, data.list.length] },
  {
    title: 'import() inside',
    run: async () => [
      (await import('node:path')).basename('/x/y'),
      (await import('./modules/shapes.js')).perimeter(1),
      unit,
    ],
  },
  { title: 'exports used inside', run: () => [exports.scale(2), exports.scaleTwice(2)] },
  { title: 'an exported function that uses another is the case', run: exports.scaleTwice, args: [1] },
  { title: 'module.exports used inside', run: viaModule, args: [1] },
  { title: 'an object of exports', run: () => [neighbour.nested.deep(), Object.keys(neighbour).includes('nested')] },
  { title: 'strict code', run: () => [(function (this: unknown) { return this === undefined })(), unit] },
]

exports.cases = cases
