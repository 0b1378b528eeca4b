import type { Line, Table, View } from './view.js'

/** The view as a page that needs nothing but itself. */
export function toHtml({ title, facts, tables, advice }: View): string {
  const code = advice.code === undefined ? '' : `<pre>${escape(advice.code)}</pre>\n`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
<h1>${escape(title)}</h1>
${facts.map((fact) => `<p>${escape(fact)}</p>`).join('\n')}
<section class="advice">
${code}<p>${escape(advice.text)}</p>
</section>
${tables.map(section).join('\n')}
</html>
`
}

const STYLE = `
:root { color-scheme: light dark; --bar: light-dark(#2b6cb0, #63b3ed); --line: light-dark(#ddd, #444) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { padding: .25rem .75rem .25rem 0; text-align: right; border-bottom: 1px solid var(--line) }
th, td { font-weight: normal; white-space: nowrap }
th:first-child { text-align: left }
td.bar { width: 35%; padding-right: 0 }
td.bar i { display: block; height: .9em; min-width: 1px; background: var(--bar); border-radius: 2px }
.advice { border-left: 4px solid var(--bar); padding-left: 1rem; margin: 1.5rem 0 }
`

function section({ title, headings, lines, notes }: Table): string {
  const head = headings.map((heading) => `<th scope="col">${escape(heading)}</th>`).join('')
  return `<h2>${escape(title)}</h2>
<table>
<tr>${head}<th scope="col">speed</th></tr>
${lines.map((line) => row(line, headings.length)).join('\n')}
</table>
${notes.map((note) => `<p>${escape(note)}</p>`).join('\n')}`
}

function row({ cells: [name = '', ...numbers], share }: Line, columns: number): string {
  const padded = Array.from({ length: columns - 1 }, (_, i) => numbers[i] ?? '')
  const cells = padded.map((cell) => `<td>${escape(cell)}</td>`).join('')
  const bar = share > 0 ? `<i style="width: ${(100 * share).toFixed(1)}%"></i>` : ''
  return `<tr><th scope="row">${escape(name)}</th>${cells}<td class="bar">${bar}</td></tr>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}
