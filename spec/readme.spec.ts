import { expect } from 'chai'
import { transformSync } from 'esbuild'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startProgram } from './helpers/program.js'

const inPackage = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url))

describe('the README', () => {
  it("'s first example prints what its comments say", async () => {
    const [, example = ''] = /```ts\n([^]*?)```/.exec(readFileSync(inPackage('README.md'), 'utf8')) ?? []
    const file = inPackage('dist/readme-example.mjs')
    writeFileSync(file, transformSync(example, { loader: 'ts', format: 'esm' }).code)
    const { stdout, stderr } = await startProgram(undefined, { flags: [file] }).ended.finally(() => rmSync(file))
    const comments = [...example.matchAll(/console\.log\(.*\) \/\/ (.*)/g)].map(([, text]) => text)
    expect(comments).to.have.length(2)
    expect(stderr).to.equal('')
    expect(stdout.trim().split('\n')).to.deep.equal(comments)
  })
})
