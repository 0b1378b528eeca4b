import { expect } from 'chai'
import { action, actionOf, inbatchParallel, OptionError } from 'allcores'
import { inbatchParallel as ownInbatchParallel } from '../../lib/inbatch/inbatch-parallel.js'
import { rawMethodOf } from '../../lib/inbatch/raw-method.js'

class Steps {
  indices = [0]
  @action bare() {}
  @action({}) plain() {}
  @action({ useLock: true }) locked() {}
  @action({ useLock: 'file' }) named() {}
  @action({ useLock: false }) unlocked() {}
  @action @inbatchParallel({ init: 'indices' }) outside() {}
  @inbatchParallel({ init: 'indices' }) @action({ useLock: 'file' }) inside() {}
  @inbatchParallel({ init: 'indices' }) unmarked() {}
  helper() {}
}

const steps = Steps.prototype

describe('action', () => {
  it('marks a method and leaves it as it is', () => {
    expect(actionOf(steps.bare)).to.deep.equal({ method: steps.bare, lock: undefined })
    expect(actionOf(steps.plain)).to.deep.equal({ method: steps.plain, lock: undefined })
    expect(actionOf(steps.helper)).to.equal(undefined)
    expect(actionOf(steps.unmarked)).to.equal(undefined)
  })

  it('tells of a lock', () => {
    const locks = [steps.locked, steps.named, steps.unlocked].map((method) => actionOf(method)?.lock)
    expect(locks).to.deep.equal(['#locked', 'file', undefined])
  })

  it('goes with inbatchParallel in either order', () => {
    expect(actionOf(steps.outside)).to.have.property('lock', undefined)
    expect(actionOf(steps.inside)).to.have.property('lock', 'file')
    for (const method of [steps.outside, steps.inside]) {
      expect(actionOf(method)?.method).to.be.a('function').with.property('name', method.name)
      expect(actionOf(method)?.method).to.not.equal(method)
    }
  })

  it('wraps a function', () => {
    const load = () => {}
    expect(action(load)).to.equal(load)
    expect(actionOf(load)).to.deep.equal({ method: load, lock: undefined })
    const save = action({ useLock: true })(function save() {})
    expect(actionOf(save)).to.deep.equal({ method: save, lock: '#save' })
  })

  it('refuses what is neither a function nor options', () => {
    expect(() => action(1 as never)).to.throw(OptionError, 'options must be an object such as { useLock: true }, got: 1')
    expect(() => action({ useLock: 1 as never })).to.throw(OptionError, 'useLock must be true, false or the name of a lock, got: 1')
    expect(() => action({ lock: true } as never)).to.throw(OptionError, "unknown option 'lock'")
    expect(() => action({})(1 as never)).to.throw(TypeError, 'action() expects a method, got: 1')
    const legacy = [action, action({ useLock: true })] as unknown as ((...args: unknown[]) => unknown)[]
    for (const decorator of legacy) {
      expect(() => decorator({}, 'load', {})).to.throw(TypeError, "got: {}. As a decorator it is a standard one: leave TypeScript's experimentalDecorators off")
    }
  })
})

describe('rawMethodOf', () => {
  it('is the method that runs per item, behind one made by inbatchParallel, and undefined behind others', () => {
    const method = () => 1
    const act = ownInbatchParallel({ init: [1] }, method)
    expect(rawMethodOf(act)).to.equal(method)
    expect(rawMethodOf(method)).to.equal(undefined)
  })
})
