/** Why a function can't be sent to a worker, and what its author can do about it. */
export interface Reason {
  readonly why: string
  readonly wayOut: string
  readonly variable?: string
}

export const EXPORT = "export the function from a module other than the program's main file"

export const NO_INSPECTOR_HERE =
  "Without Node's inspector, which this process hasn't got, functions are found by name in CommonJS modules only"

export const PRIVATE: Reason = {
  why: 'it uses a private name, which only the code of its class may do',
  wayOut: 'Call a public method from a function that a module exports',
}

const RELATIVE: Reason = {
  why: "it imports or names something relative to its own file, which can't be told here",
  wayOut: 'Pass the absolute URL as an argument, or export the function from a CommonJS module',
}

/** By the name that the analysis gives to it. */
export const OUTER: ReadonlyMap<string, Reason> = new Map(Object.entries({
  this: {
    why: 'it is an arrow function that uses the `this` of the code around it',
    wayOut: 'Read what it needs from `this` before, and pass that as an argument',
  },
  arguments: {
    why: 'it is an arrow function that uses the `arguments` of the function around it',
    wayOut: 'Pass what it needs of them as arguments of its own',
  },
  super: {
    why: 'it uses `super`, which only a method of its class or object may do',
    wayOut: 'Call the method from a function that a module exports',
  },
  'new.target': {
    why: 'it is an arrow function that uses the `new.target` of the function around it',
    wayOut: 'Read it before, and pass it as an argument',
  },
  'eval()': {
    why: 'it calls `eval`, which may use any variable of the code around it',
    wayOut: 'Call `globalThis.eval(text)` or `new Function(text)`, which may not',
  },
  'import.meta': {
    why: 'it uses more of `import.meta` than url, filename and dirname',
    wayOut: 'Read that before, and pass it as an argument',
  },
  'import()': RELATIVE,
  'import.meta.url': RELATIVE,
  'import.meta.filename': RELATIVE,
  'import.meta.dirname': RELATIVE,
}))

export const IS_CLASS: Reason = {
  why: "it is a class, which a task can't call without `new`",
  wayOut: 'Send a function that calls `new` itself',
}

export const HAS_PROPERTIES: Reason = {
  why: "it refers to itself and has properties of its own, which don't travel",
  wayOut: `Keep them elsewhere, or ${EXPORT}`,
}

export const LOOKS_NATIVE: Reason = {
  why: 'its text contains `{ [native code] }`, by which native functions are known',
  wayOut: `Write it in another way, or ${EXPORT}`,
}

export const UNREADABLE: Reason = {
  why: 'its text is no JavaScript that the parser of this library knows',
  wayOut: `Write it in another way, or ${EXPORT}`,
}

export const IS_PROXY: Reason = {
  why: 'it is a Proxy, whose handler is hidden',
  wayOut: 'Send a function that makes the Proxy itself',
}

export const IS_NATIVE: Reason = {
  why: 'it is native code, and neither a global nor a loaded module has it',
  wayOut: 'Send a function that gets and calls it',
}

export const NO_INSPECTOR: Reason = {
  why: "it seems to be bound, and to what can't be told without Node's inspector, which this process hasn't got",
  wayOut: 'Send a function that takes as arguments what this one is bound to',
}

export const IS_LOADING: Reason = {
  why: 'its module is still being loaded, perhaps because it awaits this very call at its top level',
  wayOut: 'Call from a function, or from another module',
}

export function boundTo(self: object): Reason {
  const name: unknown = self.constructor?.name
  const what = typeof name === 'string' && name ? `an instance of ${name}` : 'an object with a prototype of its own'
  return {
    why: `it is bound to ${what}, which would arrive as plain data without its methods`,
    wayOut: 'Send a function that takes the data as an argument and makes the object itself',
  }
}
