import { expect } from 'chai'
import { PassThrough } from 'node:stream'
import { TwoWays } from '../../lib/backends/two-ways.js'
import { toFrame } from '../../lib/wire/frames.js'

it('what a process says by two ways is heard in the order in which it was said', async () => {
  const frames = new PassThrough()
  const heard: unknown[] = []
  const ways = new TwoWays(frames, (message) => heard.push(message.kind === 'print' && `${message.chunk}`))
  const print = async (...chunks: string[]) => {
    frames.write(Buffer.concat(chunks.map((chunk) => toFrame({ kind: 'print', stream: 'stdout', chunk }))))
    await new Promise(setImmediate)
  }
  ways.after(0, () => heard.push('nothing was printed before'))
  ways.after(2, () => heard.push('after two'))
  ways.after(2, () => heard.push('next'))
  await print('1')
  expect(heard).to.deep.equal(['nothing was printed before', '1'])
  await print('2', '3')
  ways.after(3, () => heard.push('at once'))
  expect(heard.slice(2)).to.deep.equal(['2', 'after two', 'next', '3', 'at once'])
})
