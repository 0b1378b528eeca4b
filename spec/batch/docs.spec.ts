import { expect } from 'chai'
import { transformSync } from 'esbuild'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../helpers/program.js'

const inPackage = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url))
const FOLDER = inPackage('dist/docs-batch')

/** A program, and what it prints: as a text block after it says, or the comments in its lines that print. */
interface Example {
  readonly code: string
  readonly printed: readonly string[]
}

function examples(): Example[] {
  const text = readFileSync(inPackage('docs/batch.md'), 'utf8')
  return [...text.matchAll(/```ts\n([^]*?)```(?:\n\n```text\n([^]*?)```)?/g)].map(([, code = '', output]) => {
    return { code, printed: output?.trim().split('\n') ?? comments(code) }
  })
}

function comments(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\) \/\/ (.*)/g)].map(([, text]) => text!)
}

describe('docs/batch.md', () => {
  before(() => mkdirSync(FOLDER, { recursive: true }))
  after(() => rmSync(FOLDER, { recursive: true }))

  for (const [i, { code, printed }] of examples().entries()) {
    it(`example ${i + 1} prints what it says`, async () => {
      const file = `${FOLDER}/${i}.mjs`
      writeFileSync(file, transformSync(code, { loader: 'ts', format: 'esm', target: 'node20.19' }).code)
      const { stdout, stderr } = await runProgram(undefined, { flags: [file] })
      expect(stderr).to.equal('')
      expect(stdout.trim().split('\n')).to.deep.equal(printed)
    })
  }
})
