/** Both backends with workers in one import, which becomes one file of the bundle: they are nearly all the same code. */
export { processes } from './processes.js'
export { threads } from './threads.js'
