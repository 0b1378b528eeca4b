import { expect } from 'chai'
import { commentsIn, readDocument, runExample } from '../helpers/example.js'

/** A program, and what it prints: as a text block after it says, or the comments in its lines that print. */
interface Example {
  readonly code: string
  readonly printed: readonly string[]
}

function examples(): Example[] {
  const blocks = readDocument('docs/batch.md').matchAll(/```ts\n([^]*?)```(?:\n\n```text\n([^]*?)```)?/g)
  return [...blocks].map(([, code = '', output]) => ({ code, printed: output?.trim().split('\n') ?? commentsIn(code) }))
}

describe('docs/batch.md', () => {
  for (const [i, { code, printed }] of examples().entries()) {
    it(`example ${i + 1} prints what it says`, async () => {
      const { stdout, stderr } = await runExample(code)
      expect(stderr).to.equal('')
      expect(stdout.trim().split('\n')).to.deep.equal(printed)
    })
  }
})
