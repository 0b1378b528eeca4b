import { Table as Printer } from 'console-table-printer'
import { gauge } from './format.js'
import type { Table, View } from './view.js'

/** A view as text for the terminal. */
export function toText({ title, facts, tables, advice }: View): string {
  const head = [title, ...facts].join('\n')
  const end = [advice.code, advice.text].filter((text) => text !== undefined).join('\n')
  return `${[head, ...tables.map(tableText), end].join('\n\n')}\n`
}

function tableText({ title, headings, lines, notes }: Table): string {
  const [first = '', ...numbers] = headings
  const columns = [
    { name: first, alignment: 'left' as const },
    ...numbers.map((name) => ({ name, alignment: 'right' as const })),
    { name: 'gauge', title: 'speed', alignment: 'left' as const, minLen: 20 },
  ]
  const printer = new Printer({ columns, shouldDisableColors: true })
  for (const { cells, share } of lines) {
    const named = headings.map((heading, i) => [heading, cells[i] ?? ''])
    printer.addRow({ ...Object.fromEntries(named), gauge: gauge(share) })
  }
  return [title, printer.render(), ...notes].join('\n')
}
