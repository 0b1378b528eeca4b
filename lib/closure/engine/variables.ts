import type { OuterScope } from './inspector.js'

/** A variable as a function sees it. */
export interface Found {
  readonly value: unknown
  readonly scope: OuterScope
}

/** Undefined when the variable is in no scope but perhaps the global one. */
export function findVariable(name: string, scopes: readonly OuterScope[]): Found | 'uninitialised' | undefined {
  for (const scope of scopes) {
    try {
      const own = Object.getOwnPropertyDescriptor(scope.variables, name)
      if (own) return { value: own.get ? Reflect.get(scope.variables, name) : own.value, scope }
    } catch {
      return 'uninitialised'
    }
  }
  return undefined
}

/** What a variable holds, if it is there and has a value. */
export function variableValue(name: string, scopes: readonly OuterScope[]): unknown {
  const found = findVariable(name, scopes)
  return typeof found === 'object' ? found.value : undefined
}
