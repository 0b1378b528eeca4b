import { expect } from 'chai'
import { commentsIn, readDocument, runExample } from './helpers/example.js'

/** Those with examples whose lines that print say what; docs/batch.md and docs/datasets.md have a spec of their own. */
const PAGES = [
  'README.md', 'docs/arrays.md', 'docs/batchflow.md', 'docs/closures.md', 'docs/codec.md', 'docs/config.md', 'docs/diagnostics.md',
  'docs/fastcore.md', 'docs/nesting.md', 'docs/progress.md', 'docs/reference.md', 'docs/shared.md', 'docs/workers.md',
]

function examples(page: string): string[] {
  const blocks = readDocument(page).matchAll(/```ts\n([^]*?)```/g)
  return [...blocks].map(([, code = '']) => code).filter((code) => commentsIn(code).length > 0)
}

describe('examples print what their comments say', () => {
  for (const page of PAGES) {
    it(`${page} has some`, () => {
      expect(examples(page)).to.not.be.empty
    })

    for (const [i, code] of examples(page).entries()) {
      it(`${page}, ${i + 1}`, async () => {
        const { exitCode, stdout, stderr } = await runExample(code)
        expect(exitCode, stderr).to.equal(0)
        expect(stdout.trim().split('\n')).to.deep.equal(commentsIn(code))
      })
    }
  }

  it("README's first one prints nothing else", async () => {
    const { stderr } = await runExample(examples('README.md')[0]!)
    expect(stderr).to.equal('')
  })
})
