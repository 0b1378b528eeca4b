import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Case } from '../case.js'

const here = import.meta.url
const folder = new URL('.', import.meta.url)
const name = () => import.meta.url.split('/').at(-1)
const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
class Located {
  static url = import.meta.url
  where = import.meta.dirname
  file() { return import.meta.filename }
}

const places: Case[] = [
  { title: 'the url', run: () => import.meta.url },
  { title: 'the url is that of the module', run: () => [import.meta.url === here, name()] },
  { title: 'the names of the file and its folder', run: () => [import.meta.filename, import.meta.dirname] },
  { title: 'a captured address', run: () => [folder.href, folder instanceof URL] },
  { title: 'a file next to it', run: () => read('./modules/data.json').length },
  { title: 'in a class', run: () => [Located.url, new Located().where, new Located().file()] },
  { title: 'what it can be taken apart to', run: () => { const { url } = import.meta; return fileURLToPath(url) } },
  { title: 'resolve', run: () => import.meta.resolve('./modules/shapes.js').slice(folder.href.length) },
]
export const cases: Case[] = places.map((place) => ({ ...place, onlyEsm: true }))
