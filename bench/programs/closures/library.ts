type CaptureFile = typeof import('../../../dist/lib/closure/capture.js')
type DataFile = typeof import('../../../dist/lib/closure/encode/data.js')
type HeapFile = typeof import('../../../dist/lib/closure/heap.js')
type BuiltinNamesFile = typeof import('../../../dist/lib/closure/encode/builtin-names.js')
type LenderFile = typeof import('../../../dist/lib/model/lender.js')
type InspectorFile = typeof import('../../../dist/lib/closure/engine/inspector.js')

/** The library's code for captures, of which it exports nothing; bundled as it is for its users (package.json). */
export const library = {
  capture: () => load<CaptureFile>('capture'),
  data: () => load<DataFile>('encode/data'),
  heap: () => load<HeapFile>('heap'),
  builtinNames: () => load<BuiltinNamesFile>('encode/builtin-names'),
  inspector: () => load<InspectorFile>('engine/inspector'),
}

/** Has all memory copied. */
export const lender = (await loadLender()).lendsNothing(true)

/** A bundle of its own: what is measured has still to be loaded. */
function loadLender(): Promise<LenderFile> {
  return import(new URL('../../lender.js', import.meta.url).href) as Promise<LenderFile>
}

function load<F>(file: string): Promise<F> {
  return import(new URL(`../../capturing/${file}.js`, import.meta.url).href) as Promise<F>
}
