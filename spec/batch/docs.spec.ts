import { expect } from 'chai'
import { commentsIn, readDocument, runExample } from '../helpers/example.js'

/** A program, and what it prints: as a text block after it says, or the comments in its lines that print. */
interface Example {
  readonly code: string
  readonly printed: readonly string[]
}

function examples(page: string): Example[] {
  const blocks = readDocument(page).matchAll(/```ts\n([^]*?)```(?:\n\n```text\n([^]*?)```)?/g)
  return [...blocks].map(([, code = '', output]) => ({ code, printed: output?.trim().split('\n') ?? commentsIn(code) }))
}

for (const page of ['docs/batch.md', 'docs/datasets.md']) {
  describe(page, () => {
    for (const [i, { code, printed }] of examples(page).entries()) {
      it(`example ${i + 1} prints what it says`, async () => {
        const { stdout, stderr } = await runExample(code)
        expect(stderr).to.equal('')
        expect(stdout.trim().split('\n')).to.deep.equal(printed)
      })
    }
  })
}
