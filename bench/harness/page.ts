import { chart } from './chart.js'
import { judge } from './goals.js'
import type { About } from './machine.js'
import type { Result } from './result.js'
import { cellsOf, columnsOf, notesOf } from './table.js'

const STYLE = `
  :root { color-scheme: light dark }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  svg { max-width: 100%; height: auto }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; margin: .5rem 0 }
  th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #8884 }
  th:first-child, td:first-child { text-align: left }
  .ours { font-weight: 600 }
  .missed { color: #d0453a }
  .reached { color: #3c9a4b }
  summary { cursor: pointer }`

/** The report: one file, no script, nothing to load. */
export function page(about: About, results: readonly Result[]): string {
  const { jobs, repeat, quick } = about.settings
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>allcores, measured</title>
<style>${STYLE}
</style>
<h1>allcores, measured</h1>
<p>${escaped(Object.values(about.machine).join(', '))}<br>
${escaped(Object.entries(about.versions).map((entry) => entry.join(' ')).join(', '))}<br>
${jobs} workers, ${repeat} interleaved runs${quick ? ', quick: not to be quoted' : ''}, ${about.date.slice(0, 10)}</p>
<p>Orange is allcores, blue its rivals, grey the plain loop, green the most that the machine could give.
In brackets: how many times as fast as the plain loop of the same language.</p>
${results.map(section).join('\n')}
</html>
`
}

function section(result: Result): string {
  const { id, title } = result.scenario
  const goals = judge(result).map(({ reached, text }) => `<li class="${reached ? 'reached' : 'missed'}">${escaped(text)}`)
  return `<h2 id="${id}">${escaped(title)}</h2>
${chart(result)}
<details open><summary>All figures</summary>
${table(result)}
</details>
${notesOf(result).map((note) => `<p>${escaped(note)}</p>`).join('\n')}
${goals.length > 0 ? `<ul>${goals.join('\n')}</ul>` : ''}`
}

function table(result: Result): string {
  const columns = columnsOf(result)
  const rows = result.rows.map((row) => {
    const cells = cellsOf(row, result)
    return `<tr class="${row.role}">${columns.map((column) => `<td>${escaped(cells[column] ?? '')}`).join('')}`
  })
  return `<table><tr>${columns.map((column) => `<th>${escaped(column)}`).join('')}\n${rows.join('\n')}</table>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
