import type { Case } from '../case.js'

const sparse = [1, , 3, , ,] as unknown[]
const wide = Object.assign([] as number[], { 5: 6, 1_000_000: 7 })
const labelled = Object.assign(['a', 'b'], { label: 'list', [Symbol.for('mark')]: true })
const match = /(?<first>\w)(\w)/d.exec('ab')!
const frozen = Object.freeze([1, [2]])
const sealed = Object.seal(['a'])
const closed = Object.preventExtensions([1, 2, 3])
const matrix = [[1, 2], [3, 4]]
/** That grows, in one case only. */
const table = [[1, 2], [3, 4]]
const withHoles = [undefined, , null] as unknown[]
const cyclic: unknown[] = ['start']
cyclic.push(cyclic, [cyclic])
const twice = { shared: true }
const sharing = [twice, [twice], { twice }]
const computed = Object.defineProperty([1, 2], 1, { get: () => sharing.length, enumerable: true, configurable: true })
const [first, ...others] = ['x', 'y', 'z']
const functions = [(x: number) => x + matrix.length, function twice(x: number) { return x * 2 }, Math.abs]
const args = (function (..._: unknown[]) { return arguments })(1, 'two')

class Stack<T> extends Array<T> {
  get top() {
    return this.at(-1)
  }
}
const stack = Stack.from(['a', 'b']) as Stack<string>

const tree = { value: 0, children: [] as object[] }
for (let i = 1, level = [tree]; i < 1000; level = level.slice(1)) {
  for (let k = 0; k < 10; k++, i++) {
    const child = { value: i, children: [] }
    level[0]!.children.push(child)
    level.push(child)
  }
}
interface Link { value: number; next: Link | undefined }
let chain: Link | undefined
for (let value = 0; value < 10_000; value++) chain = { value, next: chain }
const crowd = Array.from({ length: 1000 }, (_, i) => ({ i, friend: twice }))

const shaped = Object.assign(new Float64Array(2000), { shape: [40, 50] })
const long = Object.assign(Array.from({ length: 2000 }, (_, i) => i), { unit: 'cm' })

export const cases: Case[] = [
  { title: 'properties beside thousands of elements', run: () => [shaped.shape, shaped.length, long.unit, long.at(-1)] },
  { title: 'holes stay holes', run: () => [sparse, sparse.length, 1 in sparse, sparse.map(() => 0)] },
  { title: 'few elements far apart', run: () => [wide.length, Object.keys(wide)] },
  { title: 'properties besides the elements', run: () => labelled },
  { title: 'what a regular expression gave', run: () => [match.index, match.groups, match.indices, match.input] },
  {
    title: 'a frozen array',
    run: () => [frozen, Object.isFrozen(frozen), Object.isFrozen(frozen[1]), Reflect.set(frozen, 0, 2)],
  },
  { title: 'a sealed array', run: () => [sealed, Reflect.deleteProperty(sealed, 0), Reflect.set(sealed, 0, 'b')] },
  { title: 'an array that takes no more', run: () => [closed, Reflect.set(closed, 3, 1)] },
  { title: 'a matrix', run: () => matrix.map((row) => row.map((x) => x * matrix.length)) },
  { title: 'undefined is no hole', run: () => [0 in withHoles, 1 in withHoles, withHoles] },
  { title: 'an array in itself', run: () => cyclic },
  { title: 'an object that is there more than once', run: () => [...sharing, sharing[0] === twice] },
  { title: 'an element that is computed', run: () => [computed, computed[1]] },
  { title: 'what was taken apart', run: () => [first, others] },
  { title: 'functions in an array', run: () => functions.map((fn) => [fn.name, fn(-3)]) },
  { title: 'the arguments of a call', run: () => [args.length, Array.from(args), args[1]] },
  {
    title: 'an array of a class of the user',
    run: () => [stack, stack.top, (stack.map((x) => x + x) as Stack<string>).top, stack instanceof Stack],
  },
  {
    title: 'a tree of a thousand nodes',
    run: () => {
      const sum = (node: typeof tree): number =>
        node.children.reduce((a, child) => a + sum(child as typeof tree), node.value)
      return sum(tree)
    },
  },
  {
    title: 'a chain of ten thousand links',
    run: () => {
      let [length, sum] = [0, 0]
      for (let link = chain; link; link = link.next) [length, sum] = [length + 1, sum + link.value]
      return [length, sum]
    },
  },
  {
    title: 'a thousand objects with one friend',
    run: () => [crowd.length, crowd.every(({ friend }, i) => friend === twice && crowd[i]!.i === i)],
  },
  { title: 'an array is a copy', run: () => [table.push([5, 6]), table] },
]
