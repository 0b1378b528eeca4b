import { expect } from 'chai'
import type { WaitsFor } from '../../lib/model/observer.js'
import { type CallState, waitsFor } from '../../lib/schedule/waits-for.js'

const NOTHING: CallState = { resting: false, hasSlot: true, pulling: false, readAheadFull: false, allDone: false }
const TABLE: readonly (readonly [what: string, state: Partial<CallState>, expected: WaitsFor])[] = [
  ['room, and nothing left to fill it with', {}, 'tail'],
  ['all that it may have is under way', { hasSlot: false }, 'workers'],
  ['the input has not answered', { pulling: true }, 'input'],
  ['the input has not answered, but there is no room either', { hasSlot: false, pulling: true }, 'workers'],
  ['results are to be consumed first', { readAheadFull: true }, 'consumer'],
  ['results are to be consumed first, but there is no room either', { hasSlot: false, readAheadFull: true }, 'workers'],
  ['the input has not answered, and will not be asked again so soon', { pulling: true, readAheadFull: true }, 'input'],
  ['all is done', { allDone: true }, 'consumer'],
  ['the event loop has its turn', { resting: true }, 'caller'],
  ['the event loop has its turn, whatever else', { resting: true, hasSlot: false, pulling: true, readAheadFull: true }, 'caller'],
]

describe('waitsFor', () => {
  for (const [what, state, expected] of TABLE) {
    it(`${what}: ${expected}`, () => {
      expect(waitsFor({ ...NOTHING, ...state })).to.equal(expected)
    })
  }
})
