import { MEASUREMENTS } from './closures/measurements.js'

const [name = '', scenario = ''] = process.argv.slice(2)
const measure = MEASUREMENTS[scenario]?.[name]
if (!measure) throw new Error(`no measurement ${name} of ${scenario}`)

console.log(JSON.stringify(await measure()))
process.exit()
