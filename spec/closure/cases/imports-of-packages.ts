import * as acorn from 'acorn'
import { parse, tokTypes as tokens, version as acornVersion } from 'acorn'
import { AssertionError, expect, use } from 'chai'
import * as chai from 'chai'
import progress, { SingleBar } from 'cli-progress'
import { Command, InvalidArgumentError } from 'commander'
import { Table } from 'console-table-printer'
import serialize from 'serialize-javascript'
import serializeAgain from 'serialize-javascript'
import { createRequire } from 'node:module'
import type { Case } from '../case.js'

const options = { ecmaVersion: 2022 } as const
const kindOf = (text: string) => (parse(text, options).body[0] as { type: string }).type
const countWords = (text: string) => {
  let words = 0
  for (const token of acorn.tokenizer(text, options)) if (token.type === tokens.name) words++
  return words
}
const positive = (text: string) => {
  if (!(+text > 0)) throw new InvalidArgumentError(`${text} is not positive`)
  return +text
}
class Tool extends Command {
  words: string[] = []
  override createCommand(name?: string) { return new Tool(name) }
  collect(word: string) { this.words.push(word); return this }
}
const frozen = Object.freeze({ serialize, expect })
const Parser = acorn.Parser.extend((Base) => class extends Base {})

const findPackage = () => createRequire(import.meta.url)
const commander = 'commander'
const requireHere = createRequire(import.meta.url ?? `${process.cwd()}/`)

export const cases: Case[] = [
  {
    title: 'a namespace',
    run: () => [acorn.getLineInfo('a\nb', 2).line, typeof acorn.parse, acorn.version === acornVersion],
  },
  { title: 'named imports', run: () => [kindOf('let a = 1'), kindOf('a => a')] },
  { title: 'a helper that uses both', run: countWords, args: ['a = b + 1'] },
  { title: 'a named import is the case', run: parse, args: ['a', options] },
  {
    title: 'an error of a package',
    run: () => {
      try {
        kindOf('let let')
      } catch (e) {
        return [(e as Error).name, (e as Error).message, e instanceof SyntaxError]
      }
    },
  },
  {
    title: 'objects of a package are the same',
    run: () => [tokens.name === acorn.tokTypes.name, tokens.name!.label, options],
  },
  {
    title: 'a default import',
    run: () => [serialize({ a: [1, undefined] }), serialize === serializeAgain, serialize.name],
  },
  { title: 'a default import is the case', run: serialize, args: [{ a: new Map([[1, 2]]) }] },
  {
    title: 'a class of a package',
    run: () => new Command('x').option('-p <n>', 'positive', positive).parse(['-p', '3'], { from: 'user' }).opts(),
  },
  {
    title: 'a class that extends one of a package',
    run: () => {
      const t = new Tool('t').collect('a').command('sub')
      return [t instanceof Tool, t instanceof Command, t.name()]
    },
  },
  {
    title: 'an error class of a package',
    run: () => {
      try {
        positive('-1')
      } catch (e) {
        return [e instanceof InvalidArgumentError, (e as InvalidArgumentError).code]
      }
    },
  },
  { title: 'an error class of a package thrown', run: () => positive('no'), throws: true },
  {
    title: 'a default and a named import of one package',
    run: () => [progress.SingleBar === SingleBar, progress.Presets.legacy],
  },
  {
    title: 'a package that is an ES module',
    run: () => {
      expect([1]).to.deep.equal([1])
      return [typeof use, chai.expect === expect]
    },
  },
  {
    title: 'an assertion of a package that fails',
    run: () => {
      try {
        expect(1, 'one').to.equal(2)
      } catch (e) {
        return [e instanceof AssertionError, (e as Error).message]
      }
    },
  },
  {
    title: 'an object that is made by a package inside',
    run: () => new Table({ rows: [{ a: 1 }] }).render().includes('a'),
  },
  {
    title: 'functions of packages in an object',
    run: () => [Object.isFrozen(frozen), frozen.serialize('</script>'), frozen.expect === expect],
  },
  {
    title: 'a class that a package made',
    run: () => [Parser.parse('x', options).type, Object.getPrototypeOf(Parser) === acorn.Parser],
  },
  { title: 'import() of a package inside', run: async () => [(await import('acorn')).parse === parse, kindOf('1')] },
  { title: 'a package by createRequire', run: () => findPackage()(commander).createOption('-a').short, onlyEsm: true },
  {
    title: 'a captured package that createRequire gave',
    run: (() => {
      const { createOption, Option: Flag } = requireHere(commander)
      return () => [createOption('-a').short, new Flag('-b, --bee').long, createOption('-c') instanceof Flag]
    })(),
    onlyEsm: true,
  },
]
