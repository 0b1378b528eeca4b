import { expect } from 'chai'
import { frameReader, toFrame } from '../../lib/wire/frames.js'
import type { LogMessage, PrintMessage } from '../../lib/wire/message.js'

describe('frames', () => {
  const log: LogMessage = { kind: 'log', id: 1, position: 2, level: 'warn', text: 'é' }
  const prints: PrintMessage[] = [
    { kind: 'print', stream: 'stdout', chunk: 'é\n' },
    { kind: 'print', stream: 'stderr', chunk: new Uint8Array([0, 255]) },
    { kind: 'print', stream: 'stdout', chunk: 'x'.repeat(100_000) },
  ]
  const bytes = Buffer.concat([...prints, log].map(toFrame))
  const expected = [...prints.map(({ stream, chunk }) => [stream, Buffer.from(chunk as string)]), log]

  for (const size of [1, 4, 5, 7, 65_536, bytes.length]) {
    it(`are read whatever pieces they come in (${size} bytes each)`, () => {
      const read = frameReader()
      const seen: unknown[] = []
      for (let at = 0; at < bytes.length; at += size) {
        for (const message of read(bytes.subarray(at, at + size))) seen.push(message.kind === 'print' ? [message.stream, message.chunk] : message)
      }
      expect(seen).to.deep.equal(expected)
    })
  }
})
