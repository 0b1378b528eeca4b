import { bench } from './harness/bench.js'
import { installed } from './harness/machine.js'
import { overhead } from './overhead.js'
import { payload } from './payload.js'
import { pythonVersions } from './rivals/python.js'
import { skew } from './skew.js'
import { waiting } from './waiting.js'

const PACKAGES = ['allcores', 'workerpool', 'piscina', 'tinypool', 'poolifier', 'p-map', 'p-limit']
const python = pythonVersions()

if (!python) console.log('No Python rows: they need /usr/bin/python3 with joblib and numpy (apt-get install python3-joblib python3-numpy)')
await bench([overhead, skew, payload, waiting], { ...installed(PACKAGES), ...python })
process.exit() // workers that some rival did not end would go on
