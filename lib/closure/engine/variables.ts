import type { OuterScope } from './inspector.js'

/** A variable as a function sees it. */
export interface Found {
  readonly value: unknown
  readonly scope: OuterScope
}

/** Finds a variable in these scopes; undefined when none of them has it, though the global one may. */
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

/** Returns what a variable holds; undefined where there is none, or it has no value yet. */
export function variableValue(name: string, scopes: readonly OuterScope[]): unknown {
  const found = findVariable(name, scopes)
  return typeof found === 'object' ? found.value : undefined
}
