import type { Role } from './harness/contender.js'
import type { Goal } from './harness/goals.js'
import { inProgram } from './harness/program.js'
import { measured, type Question, type Scenario } from './harness/scenario.js'
import { MEASUREMENTS } from './programs/closures/measurements.js'

type Table = Pick<Scenario, 'title' | 'columns' | 'goals' | 'notes'>

const TABLES: Readonly<Record<string, Table>> = {
  'closure-cold': {
    title: 'the first capture in a new Node, an arrow function with a number',
    columns: ['ms', 'import', 'capture', 'CPU ms'],
    goals: [atMost('allcores, first capture', 'capture', 19), asFastAs('allcores, first capture', 'ms', 'bare Worker')],
    notes: ['A worker starts at the same time, on a core of its own where there is one: what takes less time than that costs none.'],
  },
  'closure-first': {
    title: 'from loading the library in a new Node to the first result, with and without captures',
    columns: ['ms', 'CPU ms', 'since process start'],
  },
  'closure-one': {
    title: 'capturing one function',
    columns: ['µs each', 'CPU µs each'],
    goals: [
      atMost('allcores, a number', 'µs each', 223),
      atMost('allcores, a number and a helper', 'µs each', 520),
      atMost('allcores, an instance of a class that extends one', 'µs each', 738),
    ],
    notes: ['By hand: the user passes on what the function uses, and every function that it calls.'],
  },
  'closure-many': {
    title: 'capturing 500 functions together',
    columns: ['µs each', 'CPU µs each'],
    goals: [atMost('allcores, a number', 'µs each', 90), atMost('inspector alone, a number', 'µs each', 92)],
  },
  'closure-each': {
    title: '10,000 items: a closure for each, or one function for all',
    columns: ['ms', 'µs each', "caller's µs each"],
    goals: ['threads', 'processes'].map((backend) => atMost(`allcores ${backend}, a closure each`, "caller's µs each", 90)),
  },
  'closure-revived': {
    title: 'making a function and its helper again, in the worker',
    columns: ['µs', 'clone µs', 'revive µs'],
    goals: [atMost('allcores, texts seen before', 'µs', 51), atMost('allcores, new texts', 'revive µs', 191)],
  },
  'closure-data': {
    title: 'capturing much data',
    columns: ['ms', 'walk ms', 'CPU ms'],
    goals: [
      atMost('allcores, 1,000,000 numbers', 'walk ms', 1.2),
      asFastAs('allcores, 1,000,000 numbers', 'ms', 'structuredClone, numbers', 1.2),
      atMost('allcores, 100,000 objects', 'walk ms', 81),
      asFastAs('allcores, 100,000 objects', 'ms', 'structuredClone, objects', 81),
    ],
  },
  'closure-scope': {
    title: 'capturing a function of a module with many variables',
    columns: ['extra ms', 'first ms'],
    goals: [atMost('allcores, 2,000 variables', 'extra ms', 1.8), atMost('allcores, 20,000 variables', 'extra ms', 11)],
  },
  'closure-growth': {
    title: 'heap after 20,000 captures more',
    columns: ['growth MB'],
    goals: [atMost('allcores, 20,000 captures', 'growth MB', 1)],
  },
  'closure-afterwards': {
    title: 'the pace of a program that has captured functions',
    columns: ['loop ms', 'objects ms', 'awaits ms', 'throws ms', 'compile ms'],
    goals: ['loop ms', 'objects ms', 'awaits ms', 'throws ms', 'compile ms'].map(
      (measure): Goal => ({ contender: 'allcores, 600 captures', measure, atMost: 1.05, times: ['no captures'] }),
    ),
  },
}

function atMost(contender: string, measure: string, atMost: number): Goal {
  return { contender, measure, atMost }
}

function asFastAs(contender: string, measure: string, other: string, plus?: number): Goal {
  return { contender, measure, times: [other], ...(plus !== undefined && { plus }) }
}

function roleOf(name: string): Role {
  if (name.startsWith('allcores')) return 'ours'
  return /by hand$/.test(name) ? 'rival' : 'limit'
}

export const closure: Question = {
  id: 'closure',
  title: 'What does it cost to send what is around a function?',
  scenarios: () =>
    Object.entries(TABLES).map(([id, table]) => {
      const names = Object.keys(MEASUREMENTS[id]!)
      return measured({ ...table, id, contenders: names.map((name) => inProgram('closure', name, roleOf(name), id)), fresh: true })
    }),
}
