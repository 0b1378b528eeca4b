import { expect } from 'chai'
import { fileURLToPath } from 'node:url'
import { readDocument } from '../helpers/example.js'
import { FLOORS, readSources } from './imports.js'

const files = [...readSources(fileURLToPath(new URL('../../../lib', import.meta.url))).keys()]

/** Names of files that a text has: `arrays/files/part.ts`, or no more than `part.ts`. */
function namesIn(text: string): string[] {
  return [...new Set(text.match(/(?<![\w./-])[\w/-]+\.ts\b/g))]
}

for (const readme of ['lib/README.md', 'lib/closure/README.md', 'lib/arrays/README.md']) {
  it(`${readme} names files that there are`, () => {
    const isThere = (name: string) => files.some((file) => `/${file}`.endsWith(`/${name}`))
    const names = namesIn(readDocument(readme))
    expect(names).to.have.length.above(10)
    expect(names.filter((name) => !isThere(name))).to.deep.equal([])
  })
}

describe('the floors in lib/README.md', () => {
  const rows = [...readDocument('lib/README.md').matchAll(/^\| (\d) \| `(.*?)` \| (.*) \|$/gm)]

  it('are those that imports are held to', () => {
    const floors = rows.map(([, floor, what]) => [what!.includes(' ') ? '.' : what!.replace(/\/$/, ''), Number(floor)])
    expect(Object.fromEntries(floors)).to.deep.equal(FLOORS)
  })

  it('have all files that stand in no folder', () => {
    const named = rows.flatMap(([row]) => namesIn(row))
    const alone = files.filter((file) => !file.includes('/'))
    expect(alone.filter((file) => !named.includes(file))).to.deep.equal([])
  })
})
