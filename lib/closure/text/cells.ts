import type { Edit } from './edits.js'
import type { Analysis } from './free-names.js'
import type { Site } from './scope.js'

/**
 * Edits that put an expression, such as the `n$.v` of a cell, wherever a text uses a name that it doesn't declare.
 *
 * @param names what to put for a name: something that can be assigned to if the name is
 */
export function cellEdits(analysis: Analysis, names: ReadonlyMap<string, string>): Edit[] {
  return [...names].flatMap(([name, cell]) => sitesOf(analysis, name).flatMap((site) => siteEdits(site, name, cell)))
}

function sitesOf({ free, self, class: classForm }: Analysis, name: string): readonly Site[] {
  const uses = [free.get(name), ...(classForm?.keys ?? []).map((key) => key.free.get(name))]
  if (self?.name === name) uses.push(self.use)
  return uses.flatMap((use) => use?.sites ?? [])
}

function siteEdits({ range: [start, end], form, names }: Site, name: string, cell: string): Edit[] {
  const replacement: Edit = [start, end, inForm(form, name, cell)]
  if (!names) return [replacement]
  const [from, to] = names
  return [replacement, [from, from, `({${name}:`], [to, to, `}).${name}`]]
}

function inForm(form: Site['form'], name: string, cell: string): string {
  switch (form) {
    case 'shorthand':
      return `${name}:${cell}`
    case 'called': // not as a method of the cell
      return `(0,${cell})`
    case 'called first': // a line without a semicolon before would call what stands there
      return `0,(0,${cell})`
    default:
      return cell
  }
}
