import type { Case } from '../case.js'

const config = { level: 1, tags: ['a'] }
const change = () => Object.assign(config, { level: config.level + 1, tags: [...config.tags, 'b'] })
const shared = { n: 0 }
const [addOne, addTwo] = [1, 2].map((step) => () => (shared.n += step)) as [() => number, () => number]
const both = { left: shared, right: shared }
let reads = 0
const lazy = { get value() { return ++reads } }
const early = { get later() { return afterwards } }
const afterwards = 'set by now'
const grown: number[] = [1]
const grow = () => grown.push(grown.length + 1)
grow()
const replaced = { fn: () => 'before' }
replaced.fn = () => 'after'
const patched = { go() { return 'old' } }
patched.go = ((old) => () => `${old()} and new`)(patched.go)
const deleted: { gone?: number; kept: number } = { gone: 1, kept: 2 }
delete deleted.gone
var many = { list: Array.from({ length: 1000 }, (_, i) => ({ i, config })) }
const table = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`key${i}`, i]))
const wordOf = (text: string) => text.split(' ')
const words = wordOf('one two')
const outer = (() => {
  const secret = { opened: 0 }
  return { open: () => ++secret.opened, look: () => ({ ...secret }) }
})()
const nested = { a: { b: { c: { d: { e: { f: { g: { h: { i: { j: () => config.level } } } } } } } } } }
const selfMade = (() => {
  const graph = new Map<string, Set<string>>()
  const link = (a: string, b: string) => void (graph.get(a) ?? graph.set(a, new Set()).get(a)!).add(b)
  const reach = (from: string, seen = new Set<string>()): Set<string> => {
    if (!seen.has(from)) for (const next of graph.get(from) ?? (seen.add(from), [])) reach(next, seen.add(from))
    return seen
  }
  link('a', 'b')
  link('b', 'a')
  return { link, reach }
})()

export const cases: Case[] = [
  { title: 'what is changed inside is seen inside', run: () => [config.level, change(), config.level] },
  {
    title: 'two functions and an object that both change',
    run: () => [addOne(), addTwo(), shared.n, both.left === both.right, both.left === shared],
  },
  { title: 'a getter is not run by shipping', run: () => [lazy.value, lazy.value, reads] },
  { title: 'a getter that uses what came later', run: () => early.later },
  { title: 'a list that grew before', run: () => [grown, grow(), grown] },
  { title: 'a function that was replaced', run: () => replaced.fn() },
  { title: 'a method that was wrapped', run: () => patched.go() },
  { title: 'a property that was deleted', run: () => ['gone' in deleted, deleted] },
  {
    title: 'a thousand objects that share one',
    run: () => many.list.every((x, i) => x.i === i && x.config === config),
  },
  { title: 'many properties', run: () => [Object.keys(table).length, table.key199] },
  { title: 'what a helper gave', run: () => [words, wordOf('three'), words.length] },
  { title: 'an object nobody else sees', run: () => [outer.open(), outer.open(), outer.look()] },
  { title: 'a function ten objects deep', run: () => typeof nested.a.b.c.d.e.f.g.h.i.j() },
  { title: 'a graph', run: () => { selfMade.link('b', 'c'); return [...selfMade.reach('a')] } },
]
