import { once } from 'node:events'
import { fillInPlace, type TargetOfBench } from '../rivals/inbatch.js'

// For programs/peak-memory.ts: one call of an action for so many rows, when it is sent a line.

const [target, count] = process.argv.slice(2) as [TargetOfBench, string]
const run = { rounds: 1, nWorkers: 2 }

for (let i = 0; i < 5; i++) await fillInPlace(target, 20, run) // workers are there, and code is compiled
globalThis.gc?.()
console.log('ready')
await once(process.stdin, 'data')
await fillInPlace(target, Number(count), run)
process.exit()
