/**
 * The names that code in any Node isolate may use without declaring them. A fixed list, because a program can put
 * anything on its own globalThis. A name that this version of Node doesn't have yet fails in a worker as it does here.
 */
export function isStandardGlobal(name: string): boolean {
  return standard.has(name) || name in Object.prototype
}

/** Names that nobody redeclares, so that they needn't be looked up in the scopes. */
export const CONSTANTS: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity'])

/** Globals of the language that do the same in every thread. */
export const SAME_IN_ALL_THREADS = words(`
  Infinity NaN undefined
  isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape
  Object Boolean Symbol Number BigInt Math String RegExp Array Map Set WeakMap WeakSet
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError
  ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array
  BigInt64Array BigUint64Array Float16Array Float32Array Float64Array
  JSON Promise Proxy Reflect Iterator`)

/** All globals of the language: also those that have to do with code, memory, garbage, dates or locales of one thread. */
export const ECMASCRIPT = [...SAME_IN_ALL_THREADS, ...words(`
  globalThis eval Function SharedArrayBuffer Atomics WebAssembly WeakRef FinalizationRegistry Date Temporal Intl
  AsyncIterator DisposableStack AsyncDisposableStack SuppressedError`)]

/** Globals of Node that are there from the start. Reading one of the others can load half of undici. */
export const NODE_EAGER = words(`
  Buffer URL URLSearchParams console atob btoa fetch structuredClone queueMicrotask
  setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate`)

const NODE_LAZY = words(`
  process global performance crypto navigator
  AbortController AbortSignal Blob BroadcastChannel ByteLengthQueuingStrategy CloseEvent CompressionStream
  CountQueuingStrategy Crypto CryptoKey CustomEvent DecompressionStream DOMException ErrorEvent Event EventSource
  EventTarget File FormData Headers MessageChannel MessageEvent MessagePort Navigator Performance PerformanceEntry
  PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming
  QuotaExceededError ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
  ReadableStreamDefaultController ReadableStreamDefaultReader Request Response Storage SubtleCrypto TextDecoder
  TextDecoderStream TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController URLPattern WebSocket
  WritableStream WritableStreamDefaultController WritableStreamDefaultWriter localStorage sessionStorage`)

const standard = new Set([...ECMASCRIPT, ...NODE_EAGER, ...NODE_LAZY])

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
