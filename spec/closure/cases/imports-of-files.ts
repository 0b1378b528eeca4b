import * as barrel from './modules/barrel.js'
import { area as areaOfBarrel, Box, glue, shapes as shapesOfBarrel } from './modules/barrel.js'
import { next, now, reset } from './modules/counter.js'
import { both } from './modules/cycle-a.js'
import data from './modules/data.json' with { type: 'json' }
import { latest, Logger, logger } from './modules/log.js'
import * as shapes from './modules/shapes.js'
import area, {
  defaultSide,
  helpers,
  perimeter as around,
  quarter,
  renamedPerimeter,
  settings,
  Square,
  square,
} from './modules/shapes.js'
import type { Case } from '../case.js'

const mine = 5
const describe = (side: number) => `${area(side)}, ${around(side)}`
const table = { area, around, Square, list: [quarter, helpers.double] }
class Cube extends Square {
  override area() { return `6 x ${super.area()}` }
}
const cube = new Cube(2)
const local = (name: string) => import(`./modules/${name}.js`)

export const cases: Case[] = [
  { title: 'a default import', run: () => [area(), area(mine), area.name] },
  { title: 'a default import is the case', run: area, args: [4] },
  { title: 'named and renamed imports', run: () => [around(mine), renamedPerimeter === around, defaultSide] },
  { title: 'a named import is the case', run: around, args: [1] },
  { title: 'data', run: () => [settings, settings.names.includes('circle'), defaultSide * mine] },
  {
    title: 'a namespace',
    run: () => [
      shapes.default(3),
      shapes.settings.digits,
      shapes.default === area,
      Object.keys(shapes).includes('Square'),
    ],
  },
  {
    title: 'what a module exports from others',
    run: () => [areaOfBarrel(1), new Box(2).area(), glue('a', 'b'), shapesOfBarrel.perimeter(2)],
  },
  {
    title: 'a namespace of what others export',
    run: () => [barrel.area === area, barrel.shapes.default === area, barrel.perimeter(1)],
  },
  { title: 'a helper that uses imports', run: describe, args: [3] },
  { title: 'a class', run: () => [new Square(mine).area(), new Square(1) instanceof Square, Box === Square] },
  { title: 'an instance made by its module', run: () => [square.area(), square instanceof Square] },
  {
    title: 'a class that extends an imported one',
    run: () => [new Cube(1).area(), cube.area(), cube instanceof Square],
  },
  { title: 'a bound function', run: () => [quarter(), quarter.name] },
  { title: 'functions in an exported object', run: () => [helpers.double(mine), helpers.nested.unit()] },
  {
    title: 'imports in an object',
    run: () => [
      table.area === area,
      table.around(2),
      new table.Square(1).side,
      table.list.map((f) => (f as (x: number) => unknown)(3)),
    ],
  },
  {
    title: 'the state of a module',
    run: () => {
      const start = now()
      return [next() - start, next() - start, now() - start]
    },
  },
  { title: 'the state of a module set anew', run: () => { reset(mine); return [next(), now()] } },
  { title: 'modules that import each other', run: () => both() },
  {
    title: 'a list that a module and a function share',
    run: () => {
      const size = logger.add('x')
      return [new Logger('own').add('y') - size, latest()]
    },
  },
  { title: 'JSON', run: () => [data, data.list.length] },
  {
    title: 'import() inside',
    run: async () => {
      const { Square: Other } = await import('./modules/shapes.js')
      return [new Other(2).area(), typeof mine]
    },
  },
  { title: 'import() of a name that is computed', run: async () => (await local('shapes')).perimeter(mine) },
  { title: 'a module that waits', run: async () => (await import('./modules/late.mjs')).state(), onlyEsm: true },
  {
    title: 'a module that is not there',
    run: async () => {
      try {
        await local('missing')
      } catch (e) {
        return (e as { code: string }).code
      }
    },
  },
]
