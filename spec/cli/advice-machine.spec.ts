import { expect } from 'chai'
import { adviseMachine, breakEven } from '../../lib/cli/advice-machine.js'
import type { Place } from '../../lib/cli/model.js'
import { comparison } from '../helpers/comparison.js'

/** For tasks of 1 µs, 10 µs and so on, 1,000 each: how many times as fast as the plain loop. */
function adviceFor(speeds: Partial<Record<Place, readonly number[]>>): string {
  const comparisons = [1, 10, 100].map((loopMs, i) =>
    comparison('backend', [
      ['loop', 1, loopMs],
      ...Object.entries(speeds).map(([place, list]) => [place as Place, 2, loopMs / list[i]!] as const),
    ]),
  )
  return adviseMachine({ kind: 'machine', cores: 2, jobs: 2, comparisons }).text
}

describe('allcores bench: the advice for a machine', () => {
  it('tells from which duration on workers pay, and the limit', () => {
    expect(adviceFor({ sequential: [0.5, 1, 1], threads: [0.5, 2, 1.9], processes: [0.1, 0.5, 2] })).to.equal(
      'On threads tasks pay from about 3.2 µs on. On processes tasks pay from about 32 µs on. ' +
        "The machine's limit: long tasks get 2 times as fast as in a plain loop, with 2 jobs on 2 cores.",
    )
  })

  it('tells when even the shortest tasks pay', () => {
    expect(adviceFor({ threads: [1.1, 1.5, 1.9] })).to.contain('On threads tasks pay from 1 µs or less on.')
  })

  it('tells when not even the longest do', () => {
    expect(adviceFor({ processes: [0.1, 0.5, 0.9] })).to.contain("On processes tasks don't pay here")
  })

  it('tells when the cores are busy with something else', () => {
    expect(adviceFor({ threads: [0.1, 0.5, 1] })).to.contain('long tasks are no faster than in a plain loop, with 2 jobs on 2 cores')
  })

  it('says so when there is nothing to say', () => {
    expect(adviseMachine({ kind: 'machine', cores: 2, jobs: 2, comparisons: [] }).text).to.equal('Nothing could be measured.')
  })

  const points: readonly (readonly [string, readonly (readonly [number, number])[], number | undefined])[] = [
    ['nothing', [], undefined],
    ['a gain only', [[4, 1.5]], 4],
    ['a loss only', [[4, 0.5]], undefined],
    ['a loss and a gain', [[1, 0.5], [4, 2]], 2],
    ['a gain by chance, a loss and a gain', [[0.1, 1.2], [1, 0.5], [4, 2], [16, 2]], 2],
    ['a draw and a gain', [[1, 1], [4, 2]], 1],
  ]
  for (const [what, list, expected] of points) {
    it(`puts the break-even of ${what} at ${expected}`, () => {
      expect(breakEven(list.map(([taskMs, speed]) => ({ taskMs, speed })))).to.equal(expected)
    })
  }
})
