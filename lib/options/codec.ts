import type { Codec, CodecOptions } from '../model/codec.js'
import { didYouMean, invalid } from './checks.js'

const DIRECTIONS = ['arguments', 'results']
const METHODS = ['encode', 'decode']

/** Undefined where nothing is encoded. */
export function resolveCodec(given: unknown): CodecOptions | undefined {
  if (given === undefined) return undefined
  checkNames('codec', given, DIRECTIONS)
  const codec = { arguments: resolveDirection('arguments', given), results: resolveDirection('results', given) }
  return codec.arguments || codec.results ? codec : undefined
}

function resolveDirection(direction: keyof CodecOptions, options: CodecOptions): Codec | undefined {
  const given = options[direction]
  if (given === undefined) return undefined
  const option = `codec.${direction}`
  checkNames(option, given, METHODS)
  const { encode, decode } = given
  for (const [name, method] of Object.entries({ encode, decode })) {
    if (typeof method !== 'function') throw invalid(`${option}.${name}`, 'a function', method)
  }
  return { encode, decode }
}

function checkNames(option: string, given: unknown, names: readonly string[]): asserts given is object {
  const expected = `an object with ${names.join(', ')}`
  if (typeof given !== 'object' || given === null) throw invalid(option, expected, given)
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) throw invalid(option, expected, given, didYouMean(unknown, names))
}
