import { types } from 'node:util'
import { describeInstance, describeObject, withArticle } from './describe.js'

/** Why something can't be sent to a worker, and what its author can do about it. */
export interface Reason {
  /** What the culprit is, such as `a Promise`. `why` stands instead where it takes a sentence. */
  readonly what?: string
  /** The reason as a sentence that begins with `it`. */
  readonly why?: string
  readonly wayOut: string
  /** The variable that the trouble is in, where none of the trail is. */
  readonly variable?: string | undefined
}

const EXPORT = "export the function from a module other than the program's main file"

/** @param name such as `#size` */
export function privateName(name: string): Reason {
  return {
    why: `it uses \`${name}\`, which only the code of its class may do`,
    wayOut: 'Send a function that makes the object and calls the method',
  }
}

const RELATIVE: Reason = {
  why: "it uses `import()` or `import.meta`, and which file that is relative to can't be told",
  wayOut: 'Pass the absolute URL as an argument, or export the function from a CommonJS module',
}

/** Reasons why a function can't do without the code around it, by the name that its analysis gives to what it uses. */
export const OUTER: ReadonlyMap<string, Reason> = new Map(Object.entries({
  this: {
    why: 'it is an arrow function that uses the `this` of the code around it',
    wayOut: 'Write `const self = this` around it and use `self`, or send `this.method.bind(this)`',
  },
  arguments: {
    why: 'it is an arrow function that uses the `arguments` of the function around it',
    wayOut: 'Write `(...args)` in the function around it and use `args`',
  },
  super: {
    why: "it uses `super`, and which object it is a method of can't be seen",
    wayOut: 'Send a function that calls the method: `() => object.method()`',
  },
  'new.target': {
    why: 'it is an arrow function that uses the `new.target` of the function around it',
    wayOut: 'Write `const target = new.target` around it and use `target`',
  },
  'eval()': {
    why: 'it calls `eval`, which may use any variable of the code around it',
    wayOut: 'Call `globalThis.eval(text)` or `new Function(text)`, which may not',
  },
  'import()': RELATIVE,
  'import.meta': RELATIVE,
}))

export const UNREADABLE: Reason = {
  why: 'it is written in a JavaScript that the parser of this library does not know',
  wayOut: `Write it in another way, or ${EXPORT}`,
}

export const IS_PROXY: Reason = {
  what: 'a Proxy, whose handler is hidden',
  wayOut: 'Make the Proxy inside the function',
}

export const IS_NATIVE: Reason = {
  why: 'it is native code that is neither a global nor in a module of Node',
  wayOut: 'Get or make it inside the function',
}

export const NODE_INTERNAL: Reason = {
  why: 'it is code of Node that is in none of its modules',
  wayOut: 'Get or make it inside the function',
}

export const BOUND_UNSEEN: Reason = {
  why: "it seems to be bound, and to what can't be told without Node's inspector, which this process hasn't got",
  wayOut: 'Send a function that takes as arguments what this one is bound to',
}

export const NOT_EXPORTED: Reason = {
  why: "it is to go by reference (`by: 'reference'`), and no module that a worker can import exports it",
  wayOut: `Leave the option out, or ${EXPORT}`,
}

/** @param name of the variable */
export function indistinguishable(name: string): Reason {
  return {
    why: `it uses '${name}', and whether another closure of the same code uses the very same one can't be seen`,
    wayOut: 'Keep what changes in a property of an object',
    variable: name,
  }
}

export function uninitialised(name: string): Reason {
  const wayOut = 'Make the task after the line that declares it'
  return { why: `it uses '${name}', which has no value yet`, wayOut, variable: name }
}

/** @param names of all that it captures; undefined when that is nothing */
export function unseen(names: readonly string[]): Reason | undefined {
  if (names.length === 0) return undefined
  const list = names.map((name) => `'${name}'`).join(', ')
  const given = `delayed(fn, { capture: { ${names.join(', ')} } })`
  return {
    variable: names[0],
    why: `it uses ${list} of the code around it, which can't be seen without Node's inspector (forbidden by --permission)`,
    wayOut: `Give what it uses: ${given}, or allow the inspector: --allow-inspector, from Node 24 on`,
  }
}

/** @param name of a variable */
export function hiddenInKey(name: string): Reason {
  return {
    variable: name,
    why: `it uses '${name}' in the computed key of a field, and nowhere else, where the engine doesn't show it`,
    wayOut: `Use '${name}' in a method too, or define the field in the constructor`,
  }
}

export const HIDDEN_STATICS: Reason = {
  why: "it has private static fields, which can't be seen without Node's inspector (forbidden by --permission)",
  wayOut: 'Export it from a module, or allow the inspector: --allow-inspector, from Node 24 on',
}

export function noMemory(what: string): Reason {
  const wayOut = "Use backend 'threads', whose workers share memory, or send a copy"
  return { what: `${what}, which processes can't share`, wayOut }
}

/** The way out by the class (as `Object.prototype.toString` calls it) of what exists in one place only. */
export const WAYS_OUT: Readonly<Record<string, string>> = {
  Promise: 'Await it before the task is made',
  WeakRef: 'Hold the object itself',
  Generator: 'Send the generator function, or an array of what it gives',
  AsyncGenerator: 'Send the generator function, or an array of what it gives',
  AbortSignal: 'Give it to Parallel instead: Parallel({ signal })',
  AbortController: 'Give its signal to Parallel instead: Parallel({ signal })',
}

/** Why an instance of such a class can't be sent; undefined for all other classes. */
export function unique(className: string): Reason | undefined {
  const wayOut = Object.hasOwn(WAYS_OUT, className) ? WAYS_OUT[className]! : undefined
  const what = className.endsWith('Generator') ? "a generator object, which can't be copied" : withArticle(className)
  return wayOut === undefined ? undefined : { what, wayOut }
}

export function holdsKey(value: object, key: object): Reason {
  const isMap = types.isWeakMap(value)
  const what = typeof key === 'function' ? 'a function' : describeObject(key)
  return {
    what: `a ${isMap ? 'WeakMap' : 'WeakSet'} that has something for ${what} that goes along`,
    wayOut: `Make it inside the function, or use a ${isMap ? 'Map' : 'Set'}`,
  }
}

export function iterator(tag: string): Reason {
  return { what: `${withArticle(tag)}, which can't be copied`, wayOut: 'Send an array of what it gives' }
}

/** @param name of the class of Node or the language that it is of */
export function ofNodes(name: string): Reason {
  const wayOut = name === 'MessagePort' ? 'Make a BroadcastChannel inside the function' : 'Make it inside the function'
  return {
    what: `${withArticle(name)}, which lives in this thread only`,
    wayOut,
  }
}

export function withPrivates(className: string, names: readonly string[]): Reason {
  const list = names.length > 0 ? ` (${names.join(', ')})` : ''
  return {
    what: `${describeInstance(className)}, which has private members${list}`,
    wayOut: 'Make it inside the function, send the data it is made of, or import it from a module of your own',
  }
}

export function stays(className: string, wayOut: string): Reason {
  return { what: `${describeInstance(className)}, which stays in its thread`, wayOut }
}

/** @param error what the engine says */
export function uncloneable(error: unknown): Reason {
  const text = error instanceof Error ? error.message : String(error)
  return { why: `it can't be cloned: ${text.replace(/\.$/, '')}`, wayOut: 'Send plain data, or make it inside the function' }
}
