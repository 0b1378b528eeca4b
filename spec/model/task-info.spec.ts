import { inspect } from 'node:util'
import { expect } from 'chai'
import { locateBy } from '../../lib/model/function-text.js'
import { describeTask, failedTaskText, taskText } from '../../lib/model/task-info.js'
import { Task } from '../../lib/model/task.js'

function resize(): void {}

describe('what is told of a task', () => {
  const values = [1.5, -1, 0, -0, NaN, '', 'a.jpg', '/a b/c-1.png', "it's", 'two\nlines', 'tab\t', 'é', true, null, undefined, 5n, { a: [1] }]
  for (const value of values) {
    it(`has ${inspect(value)} as inspect has it`, () => {
      expect(describeTask(new Task(resize, [value]), 0).args).to.equal(inspect(value))
    })
  }

  it('is a line that is not too long', () => {
    const { args } = describeTask(new Task(resize, ['x'.repeat(100), 'y'.repeat(100), 'z'.repeat(100), 1]), 0)
    expect(args).to.have.lengthOf(160).and.to.match(/^'x{56,58}….*, 'y+….*, 'z+…$/)
  })

  it('reads like the call', () => {
    expect(taskText(describeTask(new Task(resize, ['a.png', 300]), 7))).to.equal("task 7: resize('a.png', 300)")
    expect(describeTask(new Task(() => {}, []), 7)).to.deep.equal({ index: 7, fn: '<anonymous>', args: '' })
  })

  describe('where it fails', () => {
    const unnamed = () => new Task(() => {}, [1])
    afterEach(() => locateBy(() => undefined))

    it('says where a function stands that has no name, and looks for it once', () => {
      let looks = 0
      locateBy(() => `/app/main.js:${++looks}:1`)
      const task = unnamed()
      expect(failedTaskText(task, 7)).to.equal('task 7: <anonymous>(1) (/app/main.js:1:1)')
      expect(failedTaskText(task, 7)).to.equal('task 7: <anonymous>(1) (/app/main.js:1:1)')
      expect(failedTaskText(new Task(resize, []), 7)).to.equal('task 7: resize()')
      expect(looks).to.equal(1)
    })

    it('says no more where the place is not known, or not to be found', () => {
      locateBy(() => undefined)
      expect(failedTaskText(unnamed(), 7)).to.equal('task 7: <anonymous>(1)')
      locateBy(() => {
        throw new Error('no inspector')
      })
      expect(failedTaskText(unnamed(), 7)).to.equal('task 7: <anonymous>(1)')
    })
  })
})
