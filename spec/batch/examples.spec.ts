import { expect } from 'chai'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Ended, runProgram } from '../helpers/program.js'

const FOLDER = new URL('../../examples/batch/', import.meta.url)
const inFolder = (file: string) => new URL(file, FOLDER).href

/** One after the other in one program: each throws if it doesn't show what it says. */
function runAll(files: readonly string[]): Promise<Ended> {
  const text = files.map((file) => `await import('${inFolder(file)}')`).join('\n')
  return runProgram(undefined, { flags: ['--enable-source-maps', '--input-type=module', '--eval', text] })
}

describe('the examples of batches', () => {
  it('show what they say', async () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.js') && file !== 'images.js')
    expect(files).to.include('first-action.js')
    const { exitCode, stderr, stdout } = await runAll(files)
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' })
    expect(stdout).to.include('item * 10 + 5: [ 5, 15, 25 ]\n')
  })

  it('images: the pipeline makes the files that a plain loop makes, and shows how far it is', async () => {
    const program = fileURLToPath(inFolder('images.js'))
    const { exitCode, stderr, stdout } = await runProgram(undefined, { flags: ['--enable-source-maps', program], args: ['30'] })
    expect(stderr).to.include('100 % | 2/2')
    expect(stdout).to.match(/^30 images: .* Same files\.$/m)
    expect(exitCode).to.equal(0)
  })
})
