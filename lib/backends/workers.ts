/** In one file, as they are nearly all the same code: what is one import is one file of the bundle. */
export { processes } from './processes.js'
export { threads } from './threads.js'
