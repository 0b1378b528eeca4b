import type { Codec, CodecOptions } from '../model/codec.js'
import { checkNames, checkObject, invalid } from './checks.js'

const DIRECTIONS = ['arguments', 'results']
const METHODS = ['encode', 'decode']

/** What the option `codec` comes to; undefined where nothing is encoded. */
export function resolveCodec(given: unknown): CodecOptions | undefined {
  if (given === undefined) return undefined
  check('codec', given, DIRECTIONS)
  const codec = { arguments: resolveDirection('arguments', given), results: resolveDirection('results', given) }
  return codec.arguments || codec.results ? codec : undefined
}

function resolveDirection(direction: keyof CodecOptions, options: CodecOptions): Codec | undefined {
  const given = options[direction]
  if (given === undefined) return undefined
  const option = `codec.${direction}`
  check(option, given, METHODS)
  const { encode, decode } = given
  for (const [name, method] of Object.entries({ encode, decode })) {
    if (typeof method !== 'function') throw invalid(`${option}.${name}`, 'a function', method)
  }
  return { encode, decode }
}

function check(option: string, given: unknown, names: readonly string[]): asserts given is object {
  checkObject(option, `an object with ${names.join(', ')}`, given)
  checkNames(given, names, option)
}
