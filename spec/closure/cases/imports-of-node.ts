import assert, { AssertionError, deepStrictEqual, strict } from 'node:assert'
import { AsyncLocalStorage } from 'node:async_hooks'
import { Buffer as NodeBuffer } from 'node:buffer'
import { createHash, webcrypto } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import * as fs from 'node:fs'
import { existsSync, readFileSync as read } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createRequire, isBuiltin } from 'node:module'
import os from 'node:os'
import path, { basename, posix } from 'node:path'
import { performance as clock } from 'node:perf_hooks'
import process, { pid, version } from 'node:process'
import * as querystring from 'node:querystring'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as sleep } from 'node:timers/promises'
import url, { fileURLToPath } from 'node:url'
import util, { format, inspect, promisify, types } from 'node:util'
import vm from 'node:vm'
import { isMainThread } from 'node:worker_threads'
import * as zlib from 'node:zlib'
import { gunzipSync, gzip } from 'node:zlib'
import type { Case } from '../case.js'

const separator = '/'
const unzip = promisify(zlib.gunzip)
const zip = promisify(gzip)
const { join, win32 } = path
const sha = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)
const tools = { path, sha, util, zlib }
const functions = [basename, sha, inspect, os.platform]
class Bus extends EventEmitter { shout(word: string) { return this.emit('word', word + separator) } }

export const cases: Case[] = [
  { title: 'a default import', run: () => [path.join('a', '..', 'b'), path.sep, path.posix === posix] },
  { title: 'a named import', run: () => [basename('/a/b.c', '.c'), existsSync(separator)] },
  { title: 'a renamed import', run: () => read('package.json', 'utf8').includes('"name": "allcores"') },
  {
    title: 'a namespace',
    run: () => [
      fs.existsSync('package.json'),
      typeof fs.promises.readFile,
      fs.constants.R_OK,
      fs.readFileSync === read,
    ],
  },
  { title: 'a submodule', run: async () => (await stat('lib')).isDirectory() },
  { title: 'an object of a module', run: () => [posix.join('a', 'b'), win32.join('a', 'b'), join === path.join] },
  { title: 'a hash', run: () => [sha('a'), sha('ä')] },
  { title: 'a function of a module is the case', run: basename, args: ['/x/y.z'] },
  { title: 'a helper that uses a module is the case', run: sha, args: ['b'] },
  { title: 'promisified functions', run: async () => String(await unzip((await zip('compressed')) as Buffer)) },
  {
    title: 'a namespace used in two ways',
    run: () => [
      String(zlib.inflateSync(zlib.deflateSync('x'))),
      String(gunzipSync(zlib.gzipSync('y'))),
      zlib.constants.Z_OK,
    ],
  },
  {
    title: 'modules in an object',
    run: () => [tools.path.extname('a.b'), tools.sha('c'), tools.util.types.isDate(1), tools.path === path],
  },
  {
    title: 'functions of modules in a list',
    run: () => functions.map((fn) => [fn.name, (fn as (x: string) => string)('q/r')]),
  },
  {
    title: 'inspect and format',
    run: () => [inspect({ a: [1] }), format('%s-%d', 'a', 1), util.inspect === inspect, types.isRegExp(/x/)],
  },
  { title: 'timers with promises', run: async () => sleep(1, separator) },
  {
    title: 'assertions',
    run: () => {
      assert.equal(1, 1)
      strict(true)
      deepStrictEqual([1], [1])
      return assert.strict === strict
    },
  },
  {
    title: 'an assertion that fails',
    run: () => {
      try {
        assert(separator === ('x' as string), 'not equal')
      } catch (e) {
        return [e instanceof AssertionError, (e as Error).message]
      }
    },
  },
  {
    title: 'an event',
    run: async () => {
      const e = new EventEmitter()
      setImmediate(() => e.emit('x', separator))
      return once(e, 'x')
    },
  },
  {
    title: 'a class that extends one of a module',
    run: () => {
      const words: string[] = []
      const bus = new Bus()
      bus.on('word', (w) => words.push(w))
      return [bus.shout('a'), words]
    },
  },
  {
    title: 'streams',
    run: async () => {
      const seen: string[] = []
      await pipeline(Readable.from(['a', 'b']), async function (s) {
        for await (const x of s) seen.push(x + separator)
      })
      return seen
    },
  },
  {
    title: 'addresses of files',
    run: () => [fileURLToPath('file:///a%20b'), url.pathToFileURL('/c d').href, url.URL === URL],
  },
  {
    title: 'process',
    run: () => [process.version === version, typeof pid, process.argv.length > 0, process === globalThis.process],
  },
  {
    title: 'modules whose values are those of globals',
    run: () => [NodeBuffer === Buffer, clock === performance, webcrypto === crypto],
  },
  { title: 'code in a context', run: () => vm.runInNewContext('a + 1', { a: separator.length }) },
  { title: 'whether this is the main thread', run: () => typeof isMainThread },
  {
    title: 'a decoder made inside',
    run: () => new StringDecoder('utf8').write(Buffer.from('ä')) + querystring.stringify({ a: separator }),
  },
  {
    title: 'a store made inside',
    run: () => {
      const storage = new AsyncLocalStorage<string>()
      return storage.run(separator, async () => (await null, storage.getStore()))
    },
  },
  {
    title: 'import() inside',
    run: async () => [(await import('node:os')).EOL, (await import('node:path')).basename === basename, separator],
  },
  {
    title: 'process.getBuiltinModule and createRequire',
    run: () => [
      process.getBuiltinModule('node:path') === path,
      isBuiltin('fs'),
      createRequire(path.resolve('x.js'))('node:path') === path,
    ],
  },
]
