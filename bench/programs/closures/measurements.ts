import type { Figures } from '../../harness/contender.js'
import { AFTERWARDS } from './afterwards.js'
import { COLD } from './cold.js'
import { DATA } from './data.js'
import { EACH } from './each.js'
import { FIRST } from './first.js'
import { GROWTH } from './growth.js'
import { MANY } from './many.js'
import { ONE } from './one.js'
import { REVIVED } from './revived.js'
import { SCOPE } from './scope.js'

/** What a contender measures, in a Node of its own; by its name. */
export type Measurements = Readonly<Record<string, () => Figures | Promise<Figures>>>

/** By scenario. None loads anything before it is called: most are about what that takes. */
export const MEASUREMENTS: Readonly<Record<string, Measurements>> = {
  'closure-cold': COLD,
  'closure-first': FIRST,
  'closure-one': ONE,
  'closure-many': MANY,
  'closure-each': EACH,
  'closure-revived': REVIVED,
  'closure-data': DATA,
  'closure-scope': SCOPE,
  'closure-growth': GROWTH,
  'closure-afterwards': AFTERWARDS,
}
