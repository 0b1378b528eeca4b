import { expect } from 'chai'
import { CheapTasks } from '../../lib/backends/cheap-tasks.js'
import { sampleCosts, worthSending } from '../../lib/backends/worth-sending.js'

const µs = 0.001
const room = { workers: 2, cores: 2 }

describe('worthSending', () => {
  it('is what sending costs, where tasks take less than that', () => {
    expect(worthSending({ task: 0.1 * µs, sending: 3 * µs, copying: 0 }, { workers: 8, cores: 8 })).to.equal(3 * µs)
  })

  it('is what workers take for a task where sending is cheap', () => {
    const costs = { task: 20 * µs, sending: 0.2 * µs, copying: 0 }
    expect(worthSending(costs, room)).to.be.closeTo(10.2 * µs, 0.01 * µs)
    expect(worthSending(costs, { workers: 8, cores: 9 })).to.be.closeTo(2.525 * µs, 0.01 * µs)
  })

  it('counts what the sending thread takes from workers where cores are few', () => {
    expect(worthSending({ task: 2 * µs, sending: 2 * µs, copying: 0 }, { workers: 2, cores: 2 })).to.equal(3 * µs)
    expect(worthSending({ task: 2 * µs, sending: 2 * µs, copying: 0 }, { workers: 2, cores: 3 })).to.equal(2 * µs)
  })

  it('is never less than half a microsecond', () => {
    expect(worthSending({ task: 0, sending: 0, copying: 0 }, room)).to.equal(0.5 * µs)
  })
})

describe('sampleCosts', () => {
  it('has no answer where something would not be copied', () => {
    expect(sampleCosts({ args: [new Map()], results: [1] })).to.equal(undefined)
    expect(sampleCosts({ args: [1], results: [new Map()] })).to.equal(undefined)
  })
})

describe('CheapTasks', () => {
  const some = (task: number, copying?: number) => ({ tasks: 1000, elapsed: 1000 * task, copying: copying && 1000 * copying, sample })
  const sample = () => ({ args: [1], results: [1] })
  const ofCosts = (sending: number, copying: number) => new CheapTasks(() => ({ sending, copying }))

  it('seem cheap if they and their copies take less than sending', () => {
    expect(ofCosts(3 * µs, 1 * µs).seemCheap(some(0.4 * µs), room)).to.equal(true)
    expect(ofCosts(3 * µs, 1 * µs).seemCheap(some(9 * µs), room)).to.equal(false)
    expect(ofCosts(3 * µs, 5 * µs).seemCheap(some(0.4 * µs), room)).to.equal(false)
    expect(ofCosts(0.1 * µs, 0).seemCheap(some(0.4 * µs), room)).to.equal(true)
    for (const task of [1, 2, 5, 20]) expect(ofCosts(0.1 * µs, 0).seemCheap(some(task * µs), room), `${task} µs`).to.equal(false)
  })

  it('do not seem so where they can not be copied, or are few', () => {
    expect(new CheapTasks(() => undefined).seemCheap(some(0.1 * µs), room)).to.equal(false)
    expect(ofCosts(3 * µs, 1 * µs).seemCheap({ tasks: 7, elapsed: 0.001, sample }, room)).to.equal(false)
  })

  it('are looked at now and then while they are sent', () => {
    let looks = 0
    const tasks = new CheapTasks(() => ({ sending: ++looks, copying: 9 }))
    for (let batch = 0; batch < 100; batch++) tasks.seemCheap(some(0.1 * µs), room)
    expect(looks).to.equal(7)
  })

  it('stay cheap until two in a row say otherwise', () => {
    const tasks = ofCosts(3 * µs, 1 * µs)
    tasks.seemCheap(some(0.4 * µs), room)
    tasks.become(true)
    for (const task of [20, 0.4, 20, 3]) {
      tasks.ran(some(task * µs, 1 * µs), room)
      expect(tasks.cheap, `${task} µs`).to.equal(true)
    }
    for (let i = 0; i < 2; i++) tasks.ran(some(20 * µs, 1 * µs), room)
    expect(tasks.cheap).to.equal(false)
  })

  it('may have other data by then', () => {
    let sending = 3 * µs
    const tasks = new CheapTasks(() => ({ sending, copying: 1 * µs }))
    tasks.seemCheap(some(0.4 * µs), room)
    tasks.become(true)
    sending = 30 * µs
    for (let i = 0; i < 5; i++) tasks.ran(some(0.4 * µs, 10 * µs), room)
    expect(tasks.cheap).to.equal(true)
  })

  it('that were dear to copy do not come back as long as they are', () => {
    const tasks = ofCosts(3 * µs, 1 * µs)
    tasks.seemCheap(some(0.4 * µs), room)
    tasks.become(true)
    for (let i = 0; i < 2; i++) tasks.ran(some(0.4 * µs, 10 * µs), room)
    expect(tasks.cheap).to.equal(false)
    tasks.seemCheap(some(0.4 * µs), room) // the second look
    expect(tasks.seemCheap(some(0.4 * µs), room)).to.equal(true)
  })
})
