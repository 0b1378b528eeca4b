type CaptureFile = typeof import('../../../dist/lib/closure/capture.js')
type DataFile = typeof import('../../../dist/lib/closure/data.js')
type HeapFile = typeof import('../../../dist/lib/closure/heap.js')
type IdentitiesFile = typeof import('../../../dist/lib/closure/identities.js')
type InspectorFile = typeof import('../../../dist/lib/closure/inspector.js')

/** The library's code for captures, of which it exports nothing; bundled as it is for its users (package.json). */
export const library = {
  capture: () => load<CaptureFile>('capture'),
  data: () => load<DataFile>('data'),
  heap: () => load<HeapFile>('heap'),
  identities: () => load<IdentitiesFile>('identities'),
  inspector: () => load<InspectorFile>('inspector'),
}

function load<F>(file: string): Promise<F> {
  return import(new URL(`../../capturing/${file}.js`, import.meta.url).href) as Promise<F>
}
