import { BarChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Role } from './contender.js'
import { valueOf } from './measures.js'
import { format } from './numbers.js'
import type { Result } from './result.js'

use([BarChart, GridComponent, SVGRenderer])

/** Readable on white and on black. */
const COLORS: Readonly<Record<Role, string>> = {
  ours: '#d9822b',
  rival: '#5b8db8',
  baseline: '#8a8f98',
  limit: '#5fa55a',
}
const TEXT = 'currentColor'
const WIDTH = 860
const ROW = 24
/** Bars of lengths that differ more are drawn on a logarithmic axis. */
const LINEAR_UP_TO = 20

/** Bars, one a contender, as SVG: no script is needed to see them. */
export function chart(result: Result): string {
  const column = result.scenario.chart ?? result.scenario.columns[0] ?? 'ms'
  const bars = result.rows.map((row) => ({
    ...row,
    value: valueOf(column, row, result),
    ratio: valueOf('vs loop', row, result),
  }))
  const drawn = bars.filter(({ value }) => Number.isFinite(value) && value > 0)
  if (drawn.length === 0) return ''
  const picture = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: drawn.length * ROW + 50 })
  picture.setOption({
    animation: false,
    grid: { left: 240, right: 130, top: 10, bottom: 40 },
    yAxis: nameAxis(drawn.map(({ name }) => name)),
    xAxis: valueAxis(column, drawn.map(({ value }) => value)),
    series: [{ type: 'bar', barWidth: ROW * 0.6, data: drawn.map(bar) }],
  })
  const svg = picture.renderToSVGString()
  picture.dispose()
  return svg
}

function bar({ value, ratio, role }: { value: number; ratio: number; role: Role }): object {
  const formatter = Number.isFinite(ratio) ? `${format(value)} (${format(ratio)} ×)` : format(value)
  return { value, itemStyle: { color: COLORS[role] }, label: { show: true, position: 'right', color: TEXT, formatter } }
}

function nameAxis(names: readonly string[]): object {
  return { type: 'category', inverse: true, data: names, axisTick: { show: false }, axisLabel: { color: TEXT } }
}

function valueAxis(name: string, values: readonly number[]): object {
  const smallest = Math.min(...values)
  const wide = Math.max(...values) / smallest > LINEAR_UP_TO
  const start = wide ? 10 ** Math.floor(Math.log10(smallest)) : 0
  return {
    type: wide ? 'log' : 'value',
    min: start,
    startValue: start,
    name: wide ? `${name}, logarithmic` : name,
    nameLocation: 'middle',
    nameGap: 24,
    nameTextStyle: { color: TEXT },
    axisLabel: { color: TEXT, hideOverlap: true },
    splitLine: { lineStyle: { color: TEXT, opacity: 0.15 } },
  }
}
