import { once } from 'node:events'
import { measure, twoCalls, warmUp } from './large-arrays/measure.js'
import { WAYS } from './large-arrays/ways.js'

const [name = '', ...rest] = process.argv.slice(2)
const way = await WAYS[name]?.open()
if (!way) throw new Error(`no way ${name}; there are ${Object.keys(WAYS).join(', ')}`)
const [bytes = 0, parts = 0, tasks = 0, arrays = 0, times = 1] = rest.map(Number)
const load = { bytes, parts, tasks }

await warmUp(way)
if (arrays > 0) console.log(JSON.stringify(await measure(way, load, arrays, times)))
else await forPeak()
process.exit()

/** Without clock, for programs/peak-memory.ts. */
async function forPeak(): Promise<void> {
  console.log('ready')
  await once(process.stdin, 'data')
  await twoCalls(way!, load)
}
