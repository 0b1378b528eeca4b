import { expect } from 'chai'
import { toHtml } from '../../lib/cli/html-report.js'
import { toText } from '../../lib/cli/text-report.js'
import type { View } from '../../lib/cli/view.js'

const VIEW: View = {
  title: 'Where is <b> best run?',
  facts: ['2 items & more'],
  tables: [
    {
      title: 'Which backend?',
      headings: ['backend', 'all items'],
      lines: [{ cells: ['plain loop', '1 ms'], share: 0.5 }, { cells: ['threads', '0.5 ms'], share: 1 }, { cells: ['processes', 'out'], share: 0 }],
      notes: ["processes: item 0: '<1>' expected"],
    },
  ],
  advice: { code: "Parallel({ backend: 'threads' })", text: 'Twice as fast.' },
}

describe('allcores bench: what is shown', () => {
  it('as a page needs nothing but itself, and escapes what it shows', () => {
    const page = toHtml(VIEW)
    expect(page).to.match(/^<!doctype html>/).and.to.contain('color-scheme: light dark')
    expect(page).not.to.match(/<script|<link|src=|href=|url\(|@import/)
    expect(page).to.contain('Where is &lt;b&gt; best run?').and.to.contain('2 items &amp; more')
    expect(page).to.contain('&#39;&lt;1&gt;&#39; expected').and.to.contain('Parallel({ backend: &#39;threads&#39; })')
    expect(page.match(/width: [\d.]+%/g)).to.include.members(['width: 50.0%', 'width: 100.0%']).and.not.to.include('width: 0.0%')
  })

  it('as text has the same, with bars', () => {
    const text = toText(VIEW)
    expect(text).to.match(/^Where is <b> best run\?\n2 items & more\n\nWhich backend\?\n/)
    expect(text).to.match(/│ plain loop │ +1 ms │ █{10} +│\n│ threads +│ +0\.5 ms │ █{20} │\n│ processes +│ +out │ +│\n/)
    expect(text).to.match(/\nprocesses: item 0: '<1>' expected\n\nParallel\({ backend: 'threads' }\)\nTwice as fast\.\n$/)
  })
})
