import { expect } from 'chai'
import type { Backend } from '../../lib/model/backend.js'
import { OptionError } from '../../lib/model/errors.js'
import { resolveBackend } from '../../lib/options/backend.js'
import { BACKEND_ALIASES, BACKEND_NAMES } from '../../lib/options/backend-names.js'

const traits = { inline: false, batches: true, memory: 'none' } as const
const open = (): never => {
  throw new Error('not to be opened')
}

describe('resolveBackend', () => {
  it('is a plain loop for one job and threads for more when nothing is given', () => {
    expect(resolveBackend(undefined, 1)).to.equal('sequential')
    expect(resolveBackend(undefined, 2)).to.equal('threads')
  })

  for (const name of BACKEND_NAMES) {
    it(`takes '${name}' as it is, whatever the number of jobs`, () => {
      expect(resolveBackend(name, 1)).to.equal(name)
      expect(resolveBackend(name, 2)).to.equal(name)
    })
  }

  const aliases = { threading: 'async', loky: 'processes', multiprocessing: 'processes' }
  for (const [alias, name] of Object.entries(aliases)) {
    it(`takes joblib's '${alias}' as '${name}'`, () => expect(resolveBackend(alias, 2)).to.equal(name))
  }

  it('knows no other alias', () => {
    expect(BACKEND_ALIASES).to.deep.equal(aliases)
  })

  it("takes a user's backend as it is", () => {
    const backend: Backend = { name: 'mine', traits, open }
    expect(resolveBackend(backend, 1)).to.equal(backend)
  })

  it('takes an instance of a class, and a function with the parts of a backend', () => {
    class Mine {
      readonly name = 'mine'
      readonly traits = traits
      open() {
        return open()
      }
    }
    const instance = new Mine()
    expect(resolveBackend(instance, 2)).to.equal(instance)
    const callable = Object.assign(() => 0, { traits, open })
    expect(resolveBackend(callable, 2)).to.equal(callable)
  })

  const refused: readonly (readonly [string, unknown])[] = [
    ['an unknown name', 'spark'],
    ['a name that every object has', 'constructor'],
    ['__proto__', '__proto__'],
    ['an empty name', ''],
    ['null', null],
    ['a number', 2],
    ['an empty object', {}],
    ['an object without a name', { traits, open }],
    ['an object without traits', { name: 'mine', open }],
    ['an object with traits null', { name: 'mine', traits: null, open }],
    ['an object that does not open', { name: 'mine', traits }],
  ]
  for (const [what, given] of refused) {
    it(`refuses ${what} and lists the valid ones`, () => {
      const valid =
        "backend must be 'sequential', 'async', 'threads', 'processes', 'threading', 'loky' or 'multiprocessing', " +
        'or an object with name, traits and open(), got: '
      expect(() => resolveBackend(given, 2))
        .to.throw(OptionError, valid)
        .that.includes({ code: 'ERR_INVALID_OPTION', option: 'backend' })
    })
  }

  it('says which name was probably meant', () => {
    expect(() => resolveBackend('thread', 2)).to.throw("got: 'thread'. Did you mean 'threads'?")
    expect(() => resolveBackend('Process', 2)).to.throw("got: 'Process'. Did you mean 'processes'?")
  })
})
