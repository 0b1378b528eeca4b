export { default as area, Square as Box, perimeter } from './shapes.js'
export * from './counter.js'
export * as shapes from './shapes.js'
export { join as glue } from 'node:path'
