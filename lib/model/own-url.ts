import { bundledError } from './bundled-error.js'

// a bundle of CommonJS has none
const here = import.meta.url as string | undefined
if (!here) throw bundledError()

/** From where the library requires what it depends on. */
export const ownUrl = here
