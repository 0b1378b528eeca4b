import { expect } from 'chai'
import { commentsIn, readDocument, runExample } from './helpers/example.js'

describe('the README', () => {
  it("'s first example prints what its comments say", async () => {
    const [, example = ''] = /```ts\n([^]*?)```/.exec(readDocument('README.md')) ?? []
    const { stdout, stderr } = await runExample(example)
    expect(commentsIn(example)).to.have.length(2)
    expect(stderr).to.equal('')
    expect(stdout.trim().split('\n')).to.deep.equal(commentsIn(example))
  })
})
