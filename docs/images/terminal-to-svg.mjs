// tmux capture-pane -e -p | node terminal-to-svg.mjs > picture.svg
import { text } from 'node:stream/consumers'

const [WIDTH, HEIGHT, PADDING, SIZE] = [8.4, 20, 14, 14] // of a character, around all, of the font
const COLORS = { 31: '#f47067', 32: '#57ab5a', 33: '#c69026', 36: '#39c5cf', 39: '#cdd9e5' }
const BLOCKS = { '█': 1, '░': 0.45 }

const lines = (await text(process.stdin)).trimEnd().split('\n')
const columns = 100
const shapes = []
let [color, dim] = [COLORS[39], false]

function style(code) {
  if (code === '0') [color, dim] = [COLORS[39], false]
  else if (code === '2') dim = true
  else if (code === '22') dim = false
  else color = COLORS[code] ?? color
}

function draw(run, column, row) {
  const [x, y, width] = [PADDING + column * WIDTH, PADDING + row * HEIGHT, run.length * WIDTH]
  const opacity = dim ? 0.6 : 1
  const escaped = run.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  if (run[0] in BLOCKS) shapes.push(`<rect x="${x}" y="${y + 3}" width="${width}" height="14" fill="${color}" opacity="${opacity * BLOCKS[run[0]]}"/>`)
  else shapes.push(`<text x="${x}" y="${y + 15}" textLength="${width}" fill="${color}" opacity="${opacity}">${escaped}</text>`)
}

lines.forEach((line, row) => {
  let column = 0
  for (const [, codes, run] of line.matchAll(/\x1b\[([\d;]*)m|(█+|░+| +|[^\x1b█░ ]+)/g)) {
    if (codes !== undefined) (codes || '0').split(';').forEach(style)
    else {
      if (run.trim()) draw(run, column, row)
      column += run.length
    }
  }
})

const [width, height] = [columns * WIDTH + 2 * PADDING, lines.length * HEIGHT + 2 * PADDING].map(Math.ceil)
console.log(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" rx="8" fill="#22272e"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${SIZE}" xml:space="preserve">
${shapes.map((shape) => shape.replaceAll(/\d+\.\d{2,}/g, (n) => String(Math.round(n * 10) / 10))).join('\n')}
</g>
</svg>`)
