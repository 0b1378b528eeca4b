import { parse } from 'acorn'
import { expect } from 'chai'
import path from 'node:path'
import { ClosureError, explain, OptionError, shared as share } from 'allcores'
import { rejectionOf } from './helpers/rejection.js'

const factor = 3
const secret = 'swordfish'
const table = { rows: [1, 2], since: new Date(0) }
const bytes = new Uint8Array(4)
const scale = (x: number) => x * factor
class Shape {
  static count = 0
  readonly size: number
  constructor(size: number) {
    this.size = size
  }
}
class Square extends Shape {
  get area() {
    return scale(this.size)
  }
}
const square = new Square(2)
class Grid extends Float64Array {}
const shared = share(new Float64Array(150_000))

/** Without the places, which depend on how the spec is compiled. */
async function explained(fn: (...args: never[]) => unknown): Promise<string[]> {
  return (await explain(fn)).replace(/ \(.+?\.ts:\d+:\d+\)/g, '').split('\n')
}

describe('explain', () => {
  it('tells how a function travels that needs nothing', async () => {
    expect(await explain(Math.sqrt)).to.match(/^the global Math\.sqrt\n\d+ bytes, sent once to each worker$/)
    expect(await explained((x: number) => x + 1)).to.have.property('0', 'an anonymous function goes as text')
  })

  it('tells what is captured, and from where, each thing once', async () => {
    const task = () => [scale(1), parse('a', { ecmaVersion: 2022 }), path.sep, table, new Square(1), square.area]
    const lines = await explained(task)
    expect(lines.slice(0, -1).map((line) => line.replace(/data, \d+ bytes/, 'data, N bytes'))).to.deep.equal([
      "function 'task' goes as text, with",
      "  scale: function 'scale' goes as text",
      '    factor: a number',
      "  parse: the export 'parse' of 'acorn'",
      '  path: node:path',
      '  table: data, N bytes',
      "  Square: class 'Square' goes as text",
      "    $super: class 'Shape' goes as text",
      '      .count: a number',
      '    scale: as above',
      '  square: an instance',
      '    prototype: the prototype of Square',
    ])
    expect(lines.at(-1)).to.match(/^\d\.\d kB, sent once to each worker$/)
  })

  it('tells of large arrays that they are shared, of small ones and of parts what is copied', async () => {
    const large = new Float64Array(1_000_000)
    const [end, head, raw] = [large.subarray(500_000), large.subarray(0, 10), Buffer.alloc(2_000_000)]
    const grid = new Grid(200_000)
    const own = new Int32Array(new SharedArrayBuffer(8))
    const lines = await explained(() => [large, end, head, raw, grid, own, shared.value, bytes])
    expect(lines.slice(1, -1).map((line) => line.replace(/data, \d+ bytes/, 'data, N bytes'))).to.deep.equal([
      '  large: a Float64Array on shared memory, 8.0 MB',
      '  end: a Float64Array on shared memory, 4.0 MB',
      '  head: a Float64Array, 80 bytes',
      '  raw: a Buffer on shared memory, 2.0 MB',
      '  grid: a Float64Array on shared memory, 1.6 MB',
      '    prototype: the prototype of Grid',
      "      class: class 'Grid' goes as text",
      '        $super: the global Float64Array',
      '  own: an Int32Array on shared memory, 8 bytes',
      '  shared: a shared value',
      '    value: a Float64Array on shared memory, 1.2 MB',
      '  bytes: data, N bytes',
    ])
    expect(lines.at(-1)).to.match(/^\d\.\d kB, sent once to each worker$/)
  })

  it('says where a function stands', async () => {
    expect(await explain(() => scale(1))).to.match(/^an anonymous function \(.+explain\.spec\.ts:\d+:\d+\) goes as text, with\n/)
  })

  it('tells no values', async () => {
    const task = () => [secret, table.rows]
    expect(await explain(task)).to.include('secret: a string').and.not.include('swordfish').and.not.include('1970')
  })

  it('shows the source that workers evaluate when it is asked for', async () => {
    const text = await explain((x: number) => scale(x) + secret + table.rows.length + bytes[0], { source: true })
    expect(text).to.match(/\/\/ with scale = \$(\d+), secret = "swordfish", table = \$(\d+), bytes = \$(\d+)\nconst \$\d+ = \(x\) => scale\(x\)/)
    expect(text).to.match(/\/\/ with factor = 3\nconst \$\d+ = \(x\) => x \* factor/)
    expect(text).to.match(/const \$\d+ = \{"rows":\[1,2\],"since":new Date\("1970-01-01T00:00:00.000Z"\)\}/)
    expect(text, 'what has no such source').to.match(/const \$\d+ = \/\* data, \d+ bytes \*\//)
  })

  it('rejects with the error that a call would have', async () => {
    const pending = Promise.resolve(1)
    const { variable } = await rejectionOf(ClosureError, explain(() => pending))
    expect(variable).to.equal('pending')
  })

  it('expects a function', async () => {
    const error = await rejectionOf(TypeError, explain('x' as never))
    expect(error.message).to.equal('explain() expects a function, got string')
  })

  it('expects options that it has', async () => {
    const wrong = [null, { sorce: true }, { source: 1 }]
    const errors = await Promise.all(wrong.map((options) => rejectionOf(OptionError, explain(Math.sqrt, options as never))))
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).to.deep.equal([
      'ERR_INVALID_OPTION: options must be an object such as { source: true }, got: null',
      "ERR_UNKNOWN_OPTION: unknown option 'sorce'. Did you mean 'source'? Valid options: source",
      'ERR_INVALID_OPTION: source must be true or false, got: 1',
    ])
  })
})
