import type { Case } from '../case.js'

const day = new Date(Date.UTC(2020, 1, 29, 12, 30, 15, 250))
const noDay = new Date(NaN)
const started = Date.now()
const labelledDay = Object.assign(new Date(0), { label: 'epoch' })
const pattern = /(?<word>[a-zé]+)-(\d+)/giu
const sticky = /a./y
sticky.lastIndex = 3
const global = /o/g
global.exec('foo')
const odd = new RegExp('/\n[/]\\/', 's')
const nested = new Map<unknown, unknown>([
  [1, new Map([['a', new Set([1, [2]])]])],
  [NaN, 'not a number'],
  [-0, 'zero'],
])
const order = new Set(['b', 'a', 'c'])
order.delete('b')
order.add('b')
const home = new URL('https://user:pa%20ss@host.example:8080/a/../b?x=1&x=2#part')
const moved = new URL(home)
const query = new URLSearchParams([['q', 'ä &'], ['q', '2'], ['empty', '']])
const circular: Map<unknown, unknown> = new Map([['list', [1]]])
circular.set('self', circular).set(circular, 'as a key')
const labelledMap = Object.assign(new Map([['a', 1]]), { label: 'labelled' })
const labelledSet = Object.assign(new Set(['a']), { [Symbol.for('label')]: 'labelled' })
const keys = [{ id: 1 }, { id: 2 }] as const
const byObject = new Map<object, string>([[keys[0], 'first'], [keys[1], 'second']])

class Money extends Date {
  currency = 'EUR'
  get text() {
    return `${this.getTime()} ${this.currency}`
  }
}
const money = new Money(42)

export const cases: Case[] = [
  { title: 'a date', run: () => [day, day.toISOString(), day instanceof Date, day.getUTCDay()] },
  { title: 'a date that is none', run: () => [noDay.getTime(), String(noDay)] },
  { title: 'the time when the module was loaded', run: () => [typeof started, started <= Date.now()] },
  { title: 'a date with a property', run: () => labelledDay },
  { title: 'a date of a class of the user', run: () => [money.text, money instanceof Money, money.getTime()] },
  { title: 'a regular expression', run: () => ['Ab-12 é-3'.replace(pattern, '[$2 $<word>]'), pattern] },
  { title: 'where a sticky expression goes on', run: () => [sticky.lastIndex, sticky.exec('xxxab'), sticky.lastIndex] },
  {
    title: 'the state of a global expression',
    run: () => [global.lastIndex, global.exec('foo')?.index, global.test('foo')],
  },
  { title: 'an expression of odd characters', run: () => [odd.source, odd.flags, odd.test('/\n//')] },
  { title: 'maps in maps', run: () => nested },
  { title: 'the order of a set', run: () => [...order] },
  { title: 'an address', run: () => [home.href, home.password, home.searchParams.getAll('x'), home instanceof URL] },
  {
    title: 'an address is a copy',
    run: () => {
      moved.pathname = '/c'
      moved.searchParams.append('y', '3')
      return moved.href
    },
  },
  { title: 'a query', run: () => [String(query), [...query.keys()], query.size, query instanceof URLSearchParams] },
  { title: 'a map in itself', run: () => [circular.get('self') === circular, circular.get(circular), circular.size] },
  { title: 'a map with a property', run: () => [labelledMap, labelledMap.get('a')] },
  { title: 'a set with a property', run: () => labelledSet },
  { title: 'objects as keys', run: () => keys.map((key) => [byObject.get(key), byObject.get({ ...key })]) },
  {
    title: 'iterators of captured maps',
    run: () => [...nested.keys()].map((key) => [key, Object.is(key, 0)]),
  },
  {
    title: 'encoders',
    run: (() => {
      const [encoder, decoder] = [new TextEncoder(), new TextDecoder('utf-16le', { fatal: true })]
      return () => [encoder.encode('é'), decoder.decode(new Uint8Array([97, 0])), decoder.fatal]
    })(),
  },
  {
    title: 'formats made inside',
    run: (() => {
      const locale = 'de-DE'
      return () => [
        new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(1234.5),
        new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long' }).format(day),
        new Intl.PluralRules('en', { type: 'ordinal' }).select(3),
      ]
    })(),
  },
]
