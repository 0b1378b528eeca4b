import { expect } from 'chai'
import { nextStride, runStretch } from '../../lib/model/stretch.js'
import { Task } from '../../lib/model/task.js'
import { MappedTasks, type Tasks } from '../../lib/model/tasks.js'

const forms: Readonly<Record<string, (fn: (n: number) => unknown, items: readonly number[]) => Tasks>> = {
  'a function and its items': (fn, items) => new MappedTasks(fn, items),
  'a list of tasks': (fn, items) => items.map((item) => new Task(fn, [item])),
}

for (const [form, tasksOf] of Object.entries(forms)) {
  describe(`a stretch of ${form}`, () => {
    const run = (fn: (n: number) => unknown, from = 0, limit = { end: 4 }) => {
      const values: unknown[] = []
      return { halt: runStretch(tasksOf(fn, [0, 1, 2, 3, 4]), from, limit, values), values }
    }

    it('adds the values of its tasks, up to its end', () => {
      expect(run((n) => n * 2, 1)).to.deep.equal({ halt: undefined, values: [2, 4, 6] })
    })

    it('ends at a task that throws, whatever that is', () => {
      const fail = (n: number) => {
        if (n === 2) throw undefined
        return n
      }
      expect(run(fail)).to.deep.equal({ halt: { error: undefined }, values: [0, 1] })
    })

    it('ends at a task that gives a promise', () => {
      const pending = Promise.resolve()
      const { halt, values } = run((n) => (n === 0 ? pending : n))
      expect(halt).to.deep.equal({ pending })
      expect(values).to.deep.equal([])
    })

    it('ends where its limit is lowered meanwhile', () => {
      const limit = { end: 5 }
      expect(run((n) => (n === 1 ? (limit.end = 0) : n), 0, limit).values).to.deep.equal([0, 0])
    })
  })
}

describe('the stride', () => {
  it('grows while tasks are tiny, and is one as soon as they are not', () => {
    expect([nextStride(1, 0), nextStride(8, 0.01), nextStride(16, 0.01), nextStride(16, 1)]).to.deep.equal([2, 16, 16, 1])
  })
})
