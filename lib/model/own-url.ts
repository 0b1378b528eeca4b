import { bundledError } from './bundled-error.js'

// a bundle of CommonJS has none
const here = import.meta.url as string | undefined
if (!here) throw bundledError()

/** The URL of the library's own code, from which it requires the packages that it depends on. */
export const ownUrl = here
