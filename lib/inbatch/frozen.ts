/**
 * The objects that some lead to, these first: by their properties and elements, by keys and items of Maps and Sets. It is
 * sent to workers itself, as all of this file, so it uses nothing around it.
 *
 * @param isElsewhere whether to leave an object out, and what it leads to
 */
export function objectsIn(roots: readonly object[], isElsewhere: (value: object) => boolean): ReadonlySet<object> {
  const { types } = process.getBuiltinModule('node:util')
  const found = new Set<object>()
  const add = (value: unknown) => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
    if (!found.has(value) && !isElsewhere(value)) found.add(value)
  }
  roots.forEach(add)
  for (const each of found) {
    if (types.isMap(each)) each.forEach((item, key) => [key, item].forEach(add))
    if (types.isSet(each)) each.forEach(add)
    // a loop, as the list of its keys takes twenty times as long for a million numbers
    if (Array.isArray(each)) for (let i = 0; i < each.length; i++) add(each[i])
    else for (const key of Reflect.ownKeys(each)) add(Object.getOwnPropertyDescriptor(each, key)!.value)
  }
  return found
}

/** Freezes the objects, also those that have more to change than properties. */
export function freezeAll(objects: ReadonlySet<object>, wayOut: string): void {
  const { types } = process.getBuiltinModule('node:util')
  const refuse = (each: object, name: string, what: string) => {
    const value = () => {
      const error = new TypeError(`Cannot change ${what} that is frozen. ${wayOut}`)
      Error.captureStackTrace(error, value)
      throw error
    }
    Object.defineProperty(each, name, { value })
  }
  for (const each of objects) {
    if (types.isRegExp(each)) continue // it writes itself where it is in a text
    if (types.isMap(each)) for (const name of ['set', 'delete', 'clear']) refuse(each, name, 'a Map')
    if (types.isSet(each)) for (const name of ['add', 'delete', 'clear']) refuse(each, name, 'a Set')
    if (types.isDate(each)) {
      for (const name of Object.getOwnPropertyNames(Date.prototype)) if (name.startsWith('set')) refuse(each, name, 'a Date')
    }
    Object.freeze(each)
  }
}

/**
 * Has V8's error for a write to one of the objects say what to do instead; its stack keeps its lines. V8 tells a property
 * and what kind of object has it, so an error is taken for ours where one of the objects is such.
 */
export function explainWrite(error: unknown, objects: ReadonlySet<object>, wayOut: string): void {
  if (!(error instanceof TypeError)) return
  const { message, stack } = error
  const refused = /^Cannot (?:assign to read only|delete) property '(.*)' of (?:object ')?([^']*)'?$/s.exec(message)
  const [, written, kind] = refused ?? []
  const [, redefined] = /^Cannot redefine property: (.*)$/s.exec(message) ?? []
  const key = written ?? redefined
  const isIt = (each: object) => {
    const isKind = kind === undefined || Array.isArray(each) === (kind === '[object Array]')
    return isKind && (Object.hasOwn(each, key!) || Object.getOwnPropertySymbols(each).some((symbol) => String(symbol) === key))
  }
  const isAdded = /^Cannot (?:add|define) property .*, object is not extensible$/s.test(message)
  if (!isAdded && (key === undefined || ![...objects].some(isIt))) return
  const longer = `${message}. ${wayOut}`
  Reflect.set(error, 'message', longer)
  if (stack?.includes(message)) Reflect.set(error, 'stack', stack.replace(message, () => longer))
}
