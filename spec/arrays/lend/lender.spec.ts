import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import { onReleased } from '../../../lib/arrays/lend/released.js'
import { disposeCached } from '../../../lib/arrays/lend/cached-copies.js'
import { type CallLender, type CachePolicyOptions, openLender as makeLender } from '../../../lib/arrays/lend/lender.js'
import { mostFiles } from '../../../lib/arrays/files/descriptors.js'
import { canMap } from '../../../lib/arrays/files/mmap.js'
import type { ArrayOptions } from '../../../lib/model/array-options.js'
import { LargeArrayError } from '../../../lib/model/errors.js'
import type { Lender } from '../../../lib/model/lender.js'
import type { FileToken, Loan } from '../../../lib/model/tokens.js'
import { collectGarbage } from '../../fixtures/workers-tasks.js'
import { useWarnings } from '../../helpers/warnings.js'

const DEFAULTS: ArrayOptions = { maxNbytes: 1000, mmapMode: 'r', strictReadonly: false, tempFolder: undefined }
const released: string[] = []
onReleased((ids) => released.push(...ids))

/** What a worker would see of a view of so many bytes. */
function seen({ token, byteOffset }: Loan, byteLength: number): Buffer {
  const bytes = token.lent === 'file' ? readFileSync(token.path) : Buffer.from(token.buffer)
  const start = byteOffset + ((token as FileToken).part?.position ?? 0)
  return Buffer.from(bytes.subarray(start, start + byteLength))
}

function lend(lender: Lender, view: ArrayBufferView): Loan {
  expect(lender.takes(view)).to.equal(true)
  return lender.lend(view)!
}

/** What a task would do. */
function write({ token, byteOffset }: Loan, value: number): void {
  if (token.lent === 'memory') new Uint8Array(token.buffer)[byteOffset] = value
}

const lenders: CallLender[] = []

const openLender: typeof makeLender = (...how) => {
  const lender = makeLender(...how)
  lenders.push(lender)
  return lender
}

const idOf = ({ token }: Loan) => (token as FileToken).id
const filled = (length: number, value: number) => new Uint8Array(length).fill(value)
const bytesOf = (view: ArrayBufferView) => Buffer.from(view.buffer, view.byteOffset, view.byteLength)
const wasmMemory = (pages: number): ArrayBuffer => runInThisContext(`new WebAssembly.Memory({ initial: ${pages} }).buffer`)
const tick = () => new Promise((resolve) => void setImmediate(resolve))

function errorOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await tick()
}

afterEach(() => {
  for (const lender of lenders.splice(0)) lender.end()
})

for (const kind of ['thread', 'process'] as const) {
  const open = (options: Partial<ArrayOptions> = {}, keeping: CachePolicyOptions = {}) =>
    openLender(kind, { ...DEFAULTS, ...options }, keeping)
  const inCall = (options: Partial<ArrayOptions>, act: (lender: CallLender) => Loan, keeping: CachePolicyOptions = {}) => {
    const lender = open(options, keeping)
    const loan = act(lender)
    lender.end()
    return loan
  }

  describe(`lending arrays, to a ${kind}`, () => {
    const warnings = useWarnings()

    it('[J1] a large array is lent, a small one is not; without options none is', () => {
      const lender = open()
      expect(lender.takes(filled(999, 1))).to.equal(false)
      expect(lender.lend(filled(999, 1))).to.equal(undefined)
      expect(seen(lend(lender, filled(1000, 1)), 1000)).to.deep.equal(Buffer.alloc(1000, 1))
      expect(openLender(kind, undefined).takes(filled(1e6, 1))).to.equal(false)
      expect(openLender(kind, undefined).lend(filled(1e6, 1))).to.equal(undefined)
      lender.end()
    })

    it('[J1] views of one buffer are lent as one copy, at their places, however often', () => {
      const lender = open()
      const all = Float64Array.from({ length: 1000 }, (_, n) => n)
      const views = [all, all.subarray(500), new DataView(all.buffer, 1003, 3000), Buffer.from(all.buffer, 4001), all]
      const loans = views.map((view) => lend(lender, view))
      expect(new Set(loans.map(({ token }) => token)).size).to.equal(1)
      expect(loans.map((loan, n) => seen(loan, views[n]!.byteLength))).to.deep.equal(views.map(bytesOf))
      lender.end()
    })

    it('of a small view of a large buffer only what it sees is lent, or nothing if that is little', () => {
      const lender = open()
      const all = Uint8Array.from({ length: 10_000 }, (_, n) => n)
      const [part, little] = [all.subarray(3000, 5000), all.subarray(3000, 3999)]
      const loan = lend(lender, part)
      expect(loan.byteOffset).to.equal(0)
      expect(seen(loan, 1e5)).to.deep.equal(bytesOf(part))
      expect(lend(lender, part.subarray(0))).to.deep.equal(loan)
      expect(lender.takes(little)).to.equal(true)
      expect(lender.lend(little)).to.equal(undefined)
      lender.end()
    })

    it('a part of what is lent already is lent as a part of it', () => {
      const lender = open()
      const all = Uint8Array.from({ length: 10_000 }, (_, n) => n)
      const { token } = lend(lender, all)
      const part = lend(lender, all.subarray(3000, 5000))
      expect([part.token, part.byteOffset]).to.deep.equal([token, 3000])
      lender.end()
    })

    it('a small Buffer is never lent along with what else Node keeps in the same memory', () => {
      const lender = open({ maxNbytes: 1 })
      const small = Buffer.allocUnsafe((Buffer.poolSize >>> 1) - 1).fill('small')
      expect(small.buffer.byteLength).to.be.at.least(Buffer.poolSize)
      const loan = lend(lender, small)
      expect(loan.byteOffset).to.equal(0)
      expect(seen(loan, 1e6)).to.deep.equal(small)
      lender.end()
    })

    it('what can be no more, or become larger or smaller, is not lent', () => {
      const lender = open({ maxNbytes: 0 })
      const gone = filled(2000, 1)
      const goneData = new DataView(gone.buffer)
      structuredClone(gone.buffer, { transfer: [gone.buffer] })
      const Resizable = ArrayBuffer as new (length: number, options: { maxByteLength: number }) => ArrayBuffer
      const resizable = new Uint8Array(new Resizable(2000, { maxByteLength: 4000 }))
      const others = [gone, goneData, resizable, new Uint8Array(new SharedArrayBuffer(2000)), filled(2000, 1).subarray(2000)]
      expect(others.map((view) => lender.takes(view))).to.deep.equal(others.map(() => false))
      expect(others.map((view) => lender.lend(view))).to.deep.equal(others.map(() => undefined))
      expect(lender.takes(new Uint8Array(wasmMemory(1)))).to.equal(true)
      lender.end()
    })

    it('[B10] distinct arrays have distinct memory', () => {
      const lender = open()
      const loans = Array.from({ length: 10 }, (_, n) => lend(lender, filled(1000, n)))
      expect(loans.map((loan) => seen(loan, 1000))).to.deep.equal(loans.map((_, n) => Buffer.alloc(1000, n)))
      lender.end()
    })

    it('a change during a call is not seen by its tasks', () => {
      const lender = open()
      const array = filled(1000, 1)
      const first = lend(lender, array)
      array.fill(2)
      const second = lend(lender, array)
      expect(second.token).to.equal(first.token)
      expect(seen(second, 1000)).to.deep.equal(Buffer.alloc(1000, 1))
      lender.end()
    })

    it('a later call uses the same copy, unless the array has changed', () => {
      const array = filled(1000, 1)
      const first = inCall({}, (lender) => lend(lender, array))
      const second = inCall({}, (lender) => lend(lender, array))
      expect(second.token).to.equal(first.token)
      array[999] = 2
      const third = inCall({}, (lender) => lend(lender, array))
      expect(third.token).not.to.equal(second.token)
      expect(seen(third, 1000)).to.deep.equal(bytesOf(array))
      if (kind === 'process') expect(released).to.include(idOf(first))
    })

    it('of two calls at a time, each has the array as it was when it asked first', () => {
      const [one, two] = [open(), open()]
      const array = filled(1000, 1)
      const first = lend(one, array)
      array.fill(2)
      const second = lend(two, array)
      expect(seen(first, 1000)).to.deep.equal(Buffer.alloc(1000, 1))
      expect(seen(second, 1000)).to.deep.equal(Buffer.alloc(1000, 2))
      if (kind === 'process') expect(released).not.to.include(idOf(first))
      one.end()
      if (kind === 'process') expect(released).to.include(idOf(first))
      expect(inCall({}, (lender) => lend(lender, array)).token).to.equal(second.token)
      two.end()
    })

    it('calls that may do different things to it have different copies', () => {
      const array = filled(1000, 1)
      const tokens = [{}, { mmapMode: 'c' }, { strictReadonly: true }].map((options) =>
        inCall(options as Partial<ArrayOptions>, (lender) => lend(lender, array)).token)
      expect(tokens.map(({ access }) => access)).to.deep.equal(['read', 'copy', 'strict'])
      expect(new Set(tokens).size).to.equal(3)
    })

    it('the keys of lenders tell how they differ', () => {
      const options = [{}, {}, { maxNbytes: 1 }, { mmapMode: 'c' }, { strictReadonly: true }, { tempFolder: '/x' }]
      const keys = options.map((some) => open(some as Partial<ArrayOptions>).key)
      expect(new Set(keys).size).to.equal(options.length - 1)
      expect(keys[0]).to.equal(keys[1])
    })

    it('what outlives the call stays what it was', async () => {
      const array = filled(1000, 1)
      const owner = {}
      const loan = inCall({}, (lender) => lend(lender.lasting(), array), { owner, idleTimeout: 0 })
      array.fill(2)
      inCall({}, (lender) => lend(lender, array))
      disposeCached(owner)
      await collectGarbage(3)
      expect(seen(loan, 1000)).to.deep.equal(Buffer.alloc(1000, 1))
      expect(warnings).to.deep.equal([])
    })

    it("with 'r+', what outlives the call is only read", () => {
      const lender = open({ mmapMode: 'r+' })
      expect(lend(lender.lasting(), filled(1000, 1)).token.access).to.equal('read')
      expect(lender.lasting().lasting()).to.equal(lender.lasting())
      lender.end()
    })

  })

  describe(`arrays lent to write to, to a ${kind}`, () => {
    before(function () {
      // files can't be mapped here
      if (kind === 'process' && !canMap()) this.skip()
    })

    it('[J2] come back when the call ends; calls at the same time write to the same', () => {
      const array = filled(2000, 1)
      const [one, two] = [open({ mmapMode: 'r+' }), open({ mmapMode: 'r+' })]
      const [first, second] = [lend(one, array), lend(two, array.subarray(1999))]
      expect([first.token.access, first.token === second.token]).to.deep.equal(['write', true])
      expect(second.byteOffset).to.equal(1999)
      write(first, 7)
      expect(array[0]).to.equal(1)
      one.end()
      expect(array[0]).to.equal(kind === 'thread' ? 7 : 1)
      if (kind === 'process') expect(released).not.to.include(idOf(first))
      two.end()
      if (kind === 'process') expect(released).to.include(idOf(first))
      const three = open({ mmapMode: 'r+' })
      expect(lend(three, array).token).not.to.equal(first.token)
    })

    it('of a copy that another call has, what nobody sees yet is as it is when it is asked for', () => {
      const memory = filled(4000, 1)
      const [mine, others, both] = [[0, 1000], [1000, 2000], [500, 1500]].map(([start, end]) => memory.subarray(start, end))
      const [early, late] = [1, 2].map(() => open({ mmapMode: 'r+' }))
      const first = lend(early!, mine!)
      write(first, 7)
      memory.fill(2)
      const second = lend(late!, others!)
      expect([...new Set(seen(second, 1000))]).to.deep.equal([2])
      memory.fill(3)
      expect([...new Set(seen(lend(late!, both!), 1000))]).to.deep.equal([1, 2])
      expect([...new Set(seen(lend(late!, others!), 1000))]).to.deep.equal([2])
      if (kind === 'thread') expect(seen(first, 1)[0]).to.equal(7)
    })

    it('whose memory has gone elsewhere in the meantime do not come back', () => {
      const array = filled(2000, 1)
      const lender = open({ mmapMode: 'r+' })
      write(lend(lender, array), 7)
      const moved = structuredClone(array, { transfer: [array.buffer] })
      lender.end()
      expect(moved[0]).to.equal(1)
    })
  })
}

describe('arrays lent to threads to read', () => {
  const warnings = useWarnings()
  const call = (array: Uint8Array, times: number, task: (loan: Loan) => void) => {
    const lender = openLender('thread', DEFAULTS)
    const loans = Array.from({ length: times }, () => lend(lender, array))
    task(loans[0]!)
    lender.end()
    return loans[0]!
  }

  it('a task that writes to what others see too is warned of once, and the caller never sees it', async () => {
    const array = filled(1000, 1)
    const first = call(array, 2, (loan) => write(loan, 7))
    await tick()
    expect(warnings).to.have.length(1)
    expect(warnings[0]).to.include({ name: 'AllcoresWarning', code: 'WARN_ARRAY_WRITTEN' })
    expect(array).to.deep.equal(filled(1000, 1))
    const second = call(array, 2, () => {})
    expect(second.token).not.to.equal(first.token)
    await tick()
    expect(warnings).to.have.length(1)
  })

  it('that is told however often they were lent: all tasks of a batch, or all that capture them, have one loan', async () => {
    const array = filled(1000, 1)
    const first = call(array, 1, (loan) => write(loan, 7))
    expect(call(array, 1, () => {}).token).not.to.equal(first.token)
    await tick()
    expect(warnings).to.have.length(1)
  })

  it('that is told of the call that wrote, not of those that had them before', async () => {
    const array = filled(1000, 1)
    call(array, 3, () => {})
    await tick()
    expect(warnings).to.deep.equal([])
    call(array, 1, (loan) => write(loan, 7))
    await tick()
    expect(warnings).to.have.length(1)
  })

  for (const mmapMode of ['r', 'r+'] as const) {
    it(`that is told of what outlives the call too: ${mmapMode}`, async () => {
      const lender = openLender('thread', { ...DEFAULTS, mmapMode })
      const array = filled(1000, 1)
      write(lend(lender.lasting(), array), 7)
      lender.end()
      await tick()
      expect(warnings).to.have.length(1)
      expect(warnings[0]).to.include({ code: 'WARN_ARRAY_WRITTEN' })
      expect(array[0]).to.equal(1)
    })
  }

  it('that is not told of an array that tasks may write to where it is an argument', async () => {
    const lender = openLender('thread', { ...DEFAULTS, mmapMode: 'r+' })
    const array = filled(1000, 1)
    lend(lender.lasting(), array)
    write(lend(lender, array), 7)
    lender.end()
    await tick()
    expect(array[0]).to.equal(7)
    expect(warnings).to.deep.equal([])
  })

  it('of two calls at a time that have one copy, one tells of it', async () => {
    const array = filled(1000, 1)
    const other = openLender('thread', DEFAULTS)
    lend(other, array)
    call(array, 1, (loan) => write(loan, 7))
    other.end()
    await tick()
    expect(warnings).to.have.length(1)
  })

  it('an array too large for memory to be shared fails', () => {
    const { SharedArrayBuffer } = globalThis
    const lender = openLender('thread', DEFAULTS)
    try {
      globalThis.SharedArrayBuffer = class { constructor() { throw new RangeError('Array buffer allocation failed') } } as never
      const array = filled(1000, 1)
      const errors = [1, 2].map(() => errorOf(() => lender.lend(array)))
      for (const error of errors) {
        expect(error).to.be.instanceOf(LargeArrayError).and.include({ code: 'ERR_ARRAY_TOO_LARGE', bytes: 1000 })
      }
      expect(errors[0]).not.to.equal(errors[1]) // each tells of its own task
    } finally {
      globalThis.SharedArrayBuffer = SharedArrayBuffer
    }
    lender.end()
  })
})

describe('arrays lent to processes', () => {
  const call = (view: ArrayBufferView, keeping: CachePolicyOptions) => {
    const lender = openLender('process', DEFAULTS, keeping)
    const loan = lend(lender, view)
    lender.end()
    return loan
  }

  it('are let go when they are garbage, also while the call runs', async () => {
    const lender = openLender('process', DEFAULTS)
    const ids = Array.from({ length: 3 }, () => idOf(lend(lender, filled(1000, 1))))
    while (!ids.every((id) => released.includes(id))) await collectGarbage()
    lender.end()
  })

  it('are let go when they are garbage, also while they are kept for other calls', async () => {
    const ids = Array.from({ length: 3 }, () => idOf(call(filled(1000, 1), {})))
    while (!ids.every((id) => released.includes(id))) await collectGarbage()
  })

  it('are copied where there are very many, until calls that use them have ended', async () => {
    const arrays = Array.from({ length: mostFiles() + 1 }, () => filled(1000, 1))
    const [one, two] = [openLender('process', DEFAULTS), openLender('process', DEFAULTS)]
    expect(arrays.map((array) => one.lend(array)).at(-1)).to.equal(undefined)
    expect(two.lend(arrays.at(-1)!)).to.equal(undefined)
    one.end()
    expect(two.lend(filled(1000, 1))).not.to.equal(undefined)
    two.end()
    expect(released.length).to.be.at.least(mostFiles())
  })

  it('are copied where no file can be made; to write to, they fail', () => {
    const tempFolder = '/dev/null/nowhere'
    const reading = openLender('process', { ...DEFAULTS, tempFolder })
    expect(reading.lend(filled(1000, 1))).to.equal(undefined)
    reading.end()
    const writing = openLender('process', { ...DEFAULTS, tempFolder, mmapMode: 'r+' })
    expect(errorOf(() => writing.lend(filled(1000, 1)))).to.include({ code: 'ERR_ARRAY_NO_FILE' })
    writing.end()
  })

  it('to write to, fail where files are not mapped', () => {
    const { ALLCORES_MMAP } = process.env
    process.env.ALLCORES_MMAP = '0'
    const lender = openLender('process', { ...DEFAULTS, mmapMode: 'r+' })
    try {
      expect(() => lend(lender, filled(1000, 1))).to.throw(LargeArrayError).with.property('code', 'ERR_ARRAY_NO_MMAP')
    } finally {
      delete process.env.ALLCORES_MMAP
      if (ALLCORES_MMAP !== undefined) process.env.ALLCORES_MMAP = ALLCORES_MMAP
      lender.end()
    }
  })

  it('are let go when nobody has used them for a while', async () => {
    const array = filled(1000, 1)
    const loan = call(array, { idleTimeout: 0 })
    await until(() => released.includes(idOf(loan)))
    expect(call(array, {}).token).not.to.equal(loan.token)
  })

  it('are kept while a call uses them', async () => {
    const array = filled(1000, 1)
    const lender = openLender('process', DEFAULTS)
    const loan = call(array, { idleTimeout: 0 })
    expect(lend(lender, array).token).to.equal(loan.token)
    const other = call(filled(1000, 2), { idleTimeout: 0 })
    await until(() => released.includes(idOf(other)))
    expect(released).not.to.include(idOf(loan))
    expect(call(array, {}).token).to.equal(loan.token)
    lender.end()
  })

  it('are let go when their instance is closed, once no call uses them', () => {
    const owner = {}
    const [used, unused, ofOthers] = [filled(1000, 1), filled(1000, 2), filled(1000, 3)]
    const loans = [call(used, { owner }), call(unused, { owner }), call(ofOthers, { owner: {} })]
    const [usedId, unusedId, othersId] = loans.map(idOf) as [string, string, string]
    const lender = openLender('process', DEFAULTS)
    lend(lender, used)
    disposeCached(owner)
    expect(released).to.include(unusedId).and.not.to.include(usedId).and.not.to.include(othersId)
    lender.end()
    expect(released).to.include(usedId)
  })

  it('what outlives calls is let go when its token is garbage', async () => {
    const array = filled(1000, 1)
    const lasting = () => {
      const lender = makeLender('process', DEFAULTS, { idleTimeout: 0 })
      const id = idOf(lend(lender.lasting(), array))
      lender.end()
      return id
    }
    const id = lasting()
    while (!released.includes(id)) await collectGarbage()
  })
})
