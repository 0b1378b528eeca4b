/** The style of the page about a trace, beyond that of all pages. */
export const REPORT_STYLE = `
body { max-width: 76rem }
h2 { margin-top: 2.5rem }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem }
svg[role] { width: 100%; height: auto; display: block }
svg text { font-size: 13px; fill: currentColor }
svg .axis { font-size: 11px; text-anchor: middle; opacity: .7 }
.tick { stroke: var(--line); stroke-width: 1 }
.f0 { fill: light-dark(#3182ce, #4299e1) } .f1 { fill: light-dark(#2f9e6e, #48bb78) }
.f2 { fill: light-dark(#805ad5, #9f7aea) }
.f3 { fill: light-dark(#b7791f, #d69e2e) } .f4 { fill: light-dark(#0c8599, #3bc9db) }
.f5 { fill: light-dark(#b83280, #ed64a6) }
.failed { fill: light-dark(#e03131, #ff6b6b) } .batch { fill: light-dark(#adb5bd, #6c757d) }
.start-up { fill: light-dark(#ced4da, #495057) }
.w-workers { fill: light-dark(#dee2e6, #343a40) } .w-input { fill: #f08c00 }
.w-consumer { fill: #ae3ec9 } .w-caller { fill: #e8590c } .w-tail { fill: #e0b400 }
.s-workers { background: light-dark(#3182ce, #4299e1) } .s-serialisation { background: #868e96 }
.s-startUp { background: light-dark(#ced4da, #495057) }
.s-input { background: #f08c00 } .s-consumer { background: #ae3ec9 } .s-caller { background: #e8590c }
.s-stragglers { background: #e0b400 }
.shares { display: flex; height: 1.1rem; border-radius: 3px; overflow: hidden }
.legend { font-size: .85rem; margin: .4rem 0 } .legend span { margin-right: .8rem; white-space: nowrap }
.legend i { display: inline-block; width: .75rem; height: .75rem; border-radius: 2px }
.longest th { white-space: normal; overflow-wrap: anywhere }
td.bar { width: 22% }
`
