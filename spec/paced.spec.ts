import { expect } from 'chai'
import { paced } from '../lib/paced.js'
import { collect } from './helpers/collect.js'
import { rejection } from './helpers/rejection.js'

/** Time passes when somebody waits, or says so. */
function fakeClock() {
  return {
    time: 0,
    waits: [] as number[],
    now() {
      return this.time
    },
    async wait(ms: number) {
      this.waits.push(ms)
      this.time += ms
    },
  }
}

function paces<T>(items: Iterable<T> | AsyncIterable<T>, pause: number, clock = fakeClock()) {
  return { clock, items: paced(items, pause, { now: () => clock.now(), wait: (ms) => clock.wait(ms) }) }
}

describe('paced', () => {
  it('the first item comes at once, each further one a pause after the one before; the end is not waited for', async () => {
    const { clock, items } = paces('abc', 100)
    const times: [string, number][] = []
    for await (const item of items) times.push([item, clock.time])
    expect(times).to.deep.equal([['a', 0], ['b', 100], ['c', 200]])
    expect(clock.time).to.equal(200)
  })

  it('time that has passed anyway counts', async () => {
    const { clock, items } = paces([1, 2, 3, 4], 100)
    await items.next()
    clock.time += 30
    await items.next()
    clock.time += 250
    await items.next()
    await items.next()
    expect(clock.waits).to.deep.equal([70, 100])
  })

  it('reads any iterable, an item at a time', async () => {
    const read: number[] = []
    async function* input() {
      for (let i = 0; ; i++) {
        read.push(i)
        yield i
      }
    }
    const { items } = paces(input(), 100)
    expect(await items.next()).to.deep.equal({ done: false, value: 0 })
    expect(await items.next()).to.deep.equal({ done: false, value: 1 })
    expect(read).to.deep.equal([0, 1])
    await items.return!()
  })

  it('items that are promises stay what they are', async () => {
    const promise = Promise.resolve(5)
    const { value } = await paces([promise], 0).items.next()
    expect(value).to.equal(promise)
  })

  it('what the input throws is thrown', async () => {
    function* input() {
      yield 1
      throw new RangeError('input')
    }
    expect(await rejection(collect(paces(input(), 100).items))).to.be.instanceOf(RangeError)
  })

  it('leaving ends the input, and the wait if there is one', async () => {
    let ended = false
    function* input() {
      try {
        for (;;) yield 1
      } finally {
        ended = true
      }
    }
    const items = paced(input(), 2 ** 31 - 1)
    await items.next()
    const waiting = rejection(items.next())
    await items.return!()
    expect(await waiting).to.have.property('name', 'AbortError')
    expect(ended).to.equal(true)
  })
})
