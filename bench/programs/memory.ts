import { STREAMS } from './streams.js'
import { residentMegabytes } from './resident.js'

const WARM_UP = 100_000
const LOOK_EVERY = 20_000

const [name = '', text = ''] = process.argv.slice(2)
const stream = STREAMS[name]
if (!stream) throw new Error(`no stream ${name}; there are ${Object.keys(STREAMS).join(', ')}`)
const count = Number(text)
let most = 0

function look(): void {
  most = Math.max(most, residentMegabytes())
}

function* numbers(count: number): Generator<number, void, void> {
  for (let i = 0; i < count; i++) yield i
}

/** Looks by the clock, and also by the count: a loop that never waits lets no timer through. */
async function consume(results: AsyncIterable<number>): Promise<number> {
  const timer = setInterval(look, 50)
  let next = 0
  for await (const result of results) {
    if (result !== next * 2) throw new Error(`result ${next}: ${next * 2} expected, ${result} came`)
    if (++next % LOOK_EVERY === 0) look()
  }
  clearInterval(timer)
  return next
}

await consume(stream(numbers(WARM_UP)))
globalThis.gc?.()
const before = residentMegabytes()
most = before
const start = performance.now()
const consumed = await consume(stream(numbers(count)))
const seconds = (performance.now() - start) / 1000

look()
if (consumed !== count) throw new Error(`${count} results expected, ${consumed} came`)
console.log(JSON.stringify({ 'growth MB': most - before, seconds }))
process.exit()
