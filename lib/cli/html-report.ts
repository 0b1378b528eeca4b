import { barCell, escape, htmlPage } from './html.js'
import type { Line, Table, View } from './view.js'

/** A view as an HTML page that loads nothing else. */
export function toHtml({ title, facts, tables, advice }: View): string {
  const code = advice.code === undefined ? '' : `<pre>${escape(advice.code)}</pre>\n`
  const body = `${facts.map((fact) => `<p>${escape(fact)}</p>`).join('\n')}
<section class="advice">
${code}<p>${escape(advice.text)}</p>
</section>
${tables.map(section).join('\n')}`
  return htmlPage(title, body)
}

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
  return `<tr><th scope="row">${escape(name)}</th>${cells}${barCell(share)}</tr>`
}
