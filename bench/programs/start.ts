import { double } from '../tasks.js'
import { STARTERS } from './starters.js'

const [name = ''] = process.argv.slice(2)
const starter = STARTERS[name]
if (!starter) throw new Error(`no starter ${name}; there are ${Object.keys(STARTERS).join(', ')}`)

const start = performance.now()
const opened = (await starter()).open(double, 1)
if ('measure' in opened) throw new Error(`${name} measures itself`)
const [result] = await opened.map([21])
const end = performance.now()

if (result !== 42) throw new Error(`42 expected, ${result} came`)
console.log(JSON.stringify({ ms: end - start, 'since process start': end }))
process.exit()
