import type { Case } from '../case.js'

declare global {
  var casesShared: { readonly limit: number; twice(x: number): number }
  var casesLimit: number
  var casesKind: new () => { limit: number }
  var notThereAtAll: number
  var notThereEither: { x: number }
}
globalThis.casesLimit = 5
globalThis.casesShared = { limit: 3, twice: (x) => x * 2 + casesLimit }
globalThis.casesKind = class { limit = casesLimit }

const base = 10
const { stringify, parse } = JSON
const number = Number
const lists = { Array, Map, isArray: Array.isArray }
const intrinsics = [
  Object.prototype,
  Function.prototype,
  Array.prototype,
  Promise.prototype,
  Object.getPrototypeOf(Int8Array),
]
const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))
const everything = globalThis
const kinds = new Map<Function, string>([[Map, 'map'], [Array, 'list'], [Date, 'date']])
const environment = process.env
const out = console
const helpers = { later: setTimeout, soon: queueMicrotask, copy: structuredClone }

const anyBase = 10
const module = { base: anyBase, calc(x: number) { return x + this.base } }
const exports = { __proto__: null, default: { a: 1 }, base: anyBase, calc(x: number) { return x + this.base } }

export const cases: Case[] = [
  { title: 'variables with the names of modules', run: () => [module.calc(1), exports.calc(2)] },
  {
    title: 'functions of the language',
    run: () => [parseInt(`${base}px`), isNaN(base), encodeURIComponent('ä'), Math.max(base, 11)],
  },
  {
    title: 'functions of the host',
    run: () => [structuredClone({ base }), atob(btoa('a')), typeof fetch, new AbortController().signal.aborted],
  },
  {
    title: 'a global under another name',
    run: () => [number('5'), stringify({ base }), parse('[1]'), number === Number],
  },
  { title: 'globals in an object', run: () => [lists.Array === Array, new lists.Map([[1, base]]), lists.isArray([])] },
  {
    title: 'prototypes of the language',
    run: () => [
      intrinsics[0] === Object.prototype,
      intrinsics[2] === Array.prototype,
      intrinsics[4] === Object.getPrototypeOf(Uint8Array),
    ],
  },
  {
    title: 'a prototype without a name',
    run: () => iteratorPrototype === Object.getPrototypeOf(Object.getPrototypeOf(new Map().keys())),
  },
  { title: 'all globals', run: () => [everything === globalThis, everything.Math === Math, everything.parseInt('7')] },
  { title: 'classes of the language as keys', run: () => [kinds.get(Map), kinds.get(Array), kinds.get(Set)] },
  { title: 'an object made global by the program', run: () => [casesShared.limit, casesShared.twice(base)] },
  { title: 'a number made global by the program', run: () => casesLimit + base },
  { title: 'a class made global by the program', run: () => new casesKind().limit },
  {
    title: 'a name that nobody has, asked for with care',
    run: () => (typeof notThereAtAll === 'undefined' ? base : notThereAtAll),
  },
  { title: 'a name that nobody has', run: () => notThereAtAll + base, throws: true },
  {
    title: 'a name that nobody has, caught',
    run: () => {
      try {
        return notThereEither.x
      } catch (e) {
        return [String(e), e instanceof ReferenceError]
      }
    },
  },
  {
    title: 'a global of a name that nobody has',
    run: () => [globalThis.notThereEither, 'notThereEither' in globalThis, base],
  },
  {
    title: 'a global is made inside',
    run: () => {
      globalThis.notThereAtAll = base
      try {
        return notThereAtAll
      } finally {
        delete (globalThis as { notThereAtAll?: number }).notThereAtAll
      }
    },
  },
  { title: 'an environment', run: () => [environment.PATH === process.env.PATH, 'PATH' in environment] },
  {
    title: 'lines that are logged',
    run: () => {
      console.log('%s of %d', 'one', base)
      console.log({ base }, [1])
      return base
    },
  },
  { title: 'lines that a captured console logs', run: () => out.log('again', out === console, new Map([[base, -0]])) },
  { title: 'lines logged after a wait', run: async () => { await null; console.log('later', base) } },
  {
    title: 'functions of the host in an object',
    run: () => new Promise((done) => helpers.later(() => helpers.soon(() => done(helpers.copy([base]))), 1)),
  },
  {
    title: 'a global that is changed in its object only',
    run: () => {
      const { abs } = Math
      Math.abs = () => base
      try {
        return [Math.abs(-1), abs(-1)]
      } finally {
        Math.abs = abs
      }
    },
  },
]
