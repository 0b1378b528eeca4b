/** An HTML page that loads nothing else. */
export function htmlPage(title: string, body: string, style = ''): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}${style}</style>
<h1>${escape(title)}</h1>
${body}
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

/** A table cell with a bar for a share; empty where the share is 0. */
export function barCell(share: number): string {
  const bar = share > 0 ? `<i style="width: ${(100 * share).toFixed(1)}%"></i>` : ''
  return `<td class="bar">${bar}</td>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}
