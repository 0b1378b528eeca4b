/** Why something can't be sent to a worker, and what its author can do about it. */
export interface Reason {
  /** What it is: `a Promise`; where a sentence says more, `why` does. */
  readonly what?: string
  readonly why?: string
  readonly wayOut: string
  /** The variable that the trouble is with, where the way to it doesn't tell. */
  readonly variable?: string | undefined
}

export const EXPORT = "export the function from a module other than the program's main file"

const GIVE = 'delayed(fn, { capture: { … } })'

export const PRIVATE: Reason = {
  why: 'it uses a private name, which only the code of its class may do',
  wayOut: 'Send the class or an object around it, and call a public method',
}

const RELATIVE: Reason = {
  why: "it imports or names something relative to its own file, which can't be told here",
  wayOut: 'Pass the absolute URL as an argument, or export the function from a CommonJS module',
}

/** By the name that the analysis gives to it. */
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
    why: 'it uses `super`, which only a method of its class or object may do',
    wayOut: 'Send the class or the object, and call the method of it',
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
  why: 'its text is no JavaScript that the parser of this library knows',
  wayOut: `Write it in another way, or ${EXPORT}`,
}

export const IS_PROXY: Reason = {
  what: 'a Proxy, whose handler is hidden',
  wayOut: 'Make the Proxy inside the function',
}

export const IS_NATIVE: Reason = {
  why: 'it is native code, and neither a global nor a loaded module has it',
  wayOut: 'Get it inside the function',
}

export const NODE_INTERNAL: Reason = {
  why: 'it is a function inside Node that none of its modules gives away',
  wayOut: 'Get it inside the function',
}

export const BOUND_UNSEEN: Reason = {
  why: "it seems to be bound, and to what can't be told without Node's inspector, which this process hasn't got",
  wayOut: 'Send a function that takes as arguments what this one is bound to',
}

export const NOT_EXPORTED: Reason = {
  why: "`by: 'reference'` was asked for, and no module that a worker can import exports it",
  wayOut: `Leave the option out, or ${EXPORT}`,
}

export const INDISTINGUISHABLE: Reason = {
  why: 'it shares a variable that is assigned with other closures of the same code, and which with which can\'t be told',
  wayOut: 'Keep what changes in an object, and change its properties',
}

export function uninitialised(name: string): Reason {
  return { why: `'${name}' has no value yet`, wayOut: 'Make the task when the line that declares it has run' }
}

/** @param names of all that it captures */
export function unseen(names: readonly string[]): Reason {
  const list = names.map((name) => `'${name}'`).join(', ')
  return {
    variable: names[0],
    why: `it uses ${list} of the code around it, which can't be seen without Node's inspector (forbidden by --permission)`,
    wayOut: `Give what it uses: ${GIVE.replace('…', names.join(', '))}, or allow it with --allow-inspector where Node knows that flag`,
  }
}

export function noMemory(what: string): Reason {
  return { what, wayOut: 'Use threads, which share memory, or send a copy' }
}

/** By what `Object.prototype.toString` calls it: what exists in one place only. */
export const UNIQUE: ReadonlyMap<string, Reason> = new Map(Object.entries({
  Promise: { what: 'a Promise', wayOut: 'Await it before the task is made' },
  WeakRef: { what: 'a WeakRef', wayOut: 'Hold the object itself' },
  Generator: { what: 'a generator that is at work', wayOut: 'Send the generator function, or an array of what it gives' },
  AsyncGenerator: { what: 'a generator that is at work', wayOut: 'Send the generator function, or an array of what it gives' },
  AbortSignal: { what: 'an AbortSignal', wayOut: 'Give the signal to Parallel({ signal }), which ends the workers too' },
  AbortController: { what: 'an AbortController', wayOut: 'Give its signal to Parallel({ signal }), which ends the workers too' },
}))

export function holdsKey(value: object, key: object): Reason {
  const isMap = Object.prototype.toString.call(value) === '[object WeakMap]'
  const { constructor } = key
  const name = typeof constructor === 'function' && constructor !== Object ? `an instance of ${constructor.name}` : 'an object'
  return {
    what: `a ${isMap ? 'WeakMap' : 'WeakSet'} that holds something for ${name} which goes along`,
    wayOut: `Make it inside the function, or use a ${isMap ? 'Map' : 'Set'}`,
  }
}

export function iterator(tag: string): Reason {
  return { what: `${/^[AEIO]/.test(tag) ? 'an' : 'a'} ${tag} that is at work`, wayOut: 'Send an array of what it gives' }
}

/** @param name of the class of Node or the language that it is of */
export function ofNodes(name: string): Reason {
  return {
    what: `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}, which lives in this thread only`,
    wayOut: 'Make it inside the function',
  }
}

export function withPrivates(className: string, names: readonly string[]): Reason {
  return {
    what: `an instance of ${className}, which has private state (${names.join(', ')})`,
    wayOut: 'Make it inside the function, send the data it is made of, or get it from a module',
  }
}

/** @param error what the engine says */
export function uncloneable(error: unknown): Reason {
  const text = error instanceof Error ? error.message : String(error)
  return { why: `it can't be cloned: ${text}`, wayOut: 'Send plain data, or make it inside the function' }
}
