import { abort } from './abort.js'
import { batch } from './batch.js'
import { closure } from './closure.js'
import { bench } from './harness/bench.js'
import { installed } from './harness/machine.js'
import { largeArrays } from './large-arrays.js'
import { memory } from './memory.js'
import { overhead } from './overhead.js'
import { payload } from './payload.js'
import { pythonVersions } from './rivals/python.js'
import { skew } from './skew.js'
import { start } from './start.js'
import { waiting } from './waiting.js'

const QUESTIONS = [overhead, skew, payload, waiting, start, closure, abort, memory, largeArrays, batch]
const PACKAGES = ['allcores', 'workerpool', 'piscina', 'tinypool', 'poolifier', 'p-map', 'p-limit']

const python = pythonVersions()
if (!python) console.log('No rows of Python: apt-get install python3-joblib python3-numpy, for /usr/bin/python3')
await bench(QUESTIONS, { ...installed(PACKAGES), ...python })
process.exit() // workers that a rival did not end would go on
