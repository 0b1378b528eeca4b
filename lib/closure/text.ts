import { createRequire } from 'node:module'
import type serializeJavascript from 'serialize-javascript'
import type { Analysis } from './free-names.js'

const load = createRequire(import.meta.url)

/**
 * The text of an expression that evaluates to the function. serialize-javascript makes a function expression of a
 * method; it reads its name wrong when that is `async`, computed or commented, so it gets a plain one to read.
 */
export function expressionText(text: string, { method, async, generator, anchor, free }: Analysis): string {
  const plain = withoutMeta(text, free)
  return method ? serialize(`${async ? 'async ' : ''}${generator ? '* ' : ''}method${plain.slice(anchor)}`) : plain
}

/** It asks a function for its text, so it gets one that answers with ours: a user's own `toString` may lie. */
function serialize(text: string): string {
  const serializeToText = load('serialize-javascript') as typeof serializeJavascript
  return serializeToText(Object.assign(() => {}, { toString: () => text }), { unsafe: true })
}

/** `import.meta` is a syntax error outside a module; the name instead of it is as long, so that columns stay. */
function withoutMeta(text: string, free: Analysis['free']): string {
  const starts = [...free].flatMap(([name, { indexes }]) => (name.startsWith('import.meta.') ? indexes : []))
  return starts.reduce((plain, start) => {
    const [written] = /^import\s*\.\s*meta/.exec(plain.slice(start)) ?? ['']
    return plain.slice(0, start) + '$importMeta'.padEnd(written.length) + plain.slice(start + written.length)
  }, text)
}

/** The engine has no text of native code, of bound functions and of Proxies. */
export function isNativeText(text: string): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(text)
}

/** serialize-javascript takes a text that has these words anywhere for native code. */
export function looksNative(text: string): boolean {
  return /\{\s*\[native code\]\s*\}/.test(text)
}
