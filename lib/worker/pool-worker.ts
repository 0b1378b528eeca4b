import { setImmediate } from 'node:timers/promises'
import { borrow, release } from '../arrays/borrow/borrow.js'
import { checkBorrowed } from '../arrays/borrow/strict.js'
import { tellReleased } from '../arrays/lend/released.js'
import { nowByHrtime } from '../model/clock.js'
import { tellCores } from '../options/nesting.js'
import { TooDeepError } from '../wire/apart.js'
import { encodeError } from '../wire/error-record.js'
import type { BatchMessage, BatchSettings, ForgetMessage, FromWorker, ToWorker } from '../wire/message.js'
import { sendReply } from '../wire/reply.js'
import { openChannel } from './channel.js'
import { ReceivedFunctions, type Unloadable } from './functions.js'
import { onLastWords } from './last-words.js'
import { takesMoreThan } from './memory.js'
import { neverOutliveParent } from './outlive.js'
import { type BatchHost, BatchRun } from './run-batch.js'
import { serveStart } from './start.js'
import { tellOutput } from './tell-output.js'

/** A worker's main program: takes batches one after the other and tells what becomes of their tasks. */
const channel = openChannel()
const send = (message: FromWorker, transfer?: ArrayBuffer[]) => channel.send(message, transfer)
const hearOutputOf = tellOutput((message) => channel.print(message))
const functions = new ReceivedFunctions()
const waiting: (BatchMessage | ForgetMessage)[] = []
let working = false
let current: { readonly id: number; readonly run: BatchRun; readonly settings: BatchSettings } | undefined

const host: BatchHost = {
  functionOf: (id) => functions.get(id),
  handleOf: (id) => functions.handle(id),
  argumentsOf: (id) => functions.takeArguments(id),
  borrow,
  checkBorrowed,
  tell: (progress) => sendReply(progress, send, channel.canClone, current?.settings.results),
  told: () => channel.sent(),
  pause: () => setImmediate(),
  takesMoreThan: (bytes) => takesMoreThan(bytes, channel.isProcess),
  now: nowByHrtime,
}

channel.onMessage((message) => {
  const order = message as ToWorker
  if (order.kind === 'cut') return cut(order.id)
  if (order.kind === 'release') return letGo(order.files)
  if (order.kind !== 'batch' && order.kind !== 'forget') return
  waiting.push(order)
  if (!working) void work()
})
onLastWords((thrown) => {
  current?.run.lastWords()
  send({ kind: 'dying', error: thrown && encodeError(thrown.error, channel.canClone) })
})
if (channel.isProcess && process.permission) outlive() // which may not be permitted: then no worker is ready
serveStart(channel)
if (channel.isProcess && !process.permission) outlive() // while the parent hears that we are ready

function outlive(): void {
  neverOutliveParent(Number(process.argv[2]))
}

function letGo(files: readonly string[]): void {
  release(files)
  tellReleased(files)
}

async function work(): Promise<void> {
  working = true
  for (let message = waiting.shift(); message; message = waiting.shift()) {
    if (message.kind === 'forget') functions.forget(message.ids)
    else if (message.size === 0) await functions.install(message)
    else await runBatch(message)
  }
  working = false
}

async function runBatch(message: BatchMessage): Promise<void> {
  tellCores(message.settings.cores)
  current = { id: message.id, run: new BatchRun(message, host), settings: message.settings }
  hearOutputOf(message.settings.logs ? { id: message.id, running: () => current?.run.running } : undefined)
  await functions.install(message)
  const unloadable = functions.unloadableFor(message)
  if (unloadable) refuse(message.id, unloadable)
  else await current.run.run().catch((error: unknown) => unreadable(message.id, error))
  current = undefined
}

function unreadable(id: number, error: unknown): void {
  if (!(error instanceof TooDeepError)) throw error
  send({ kind: 'unreadable', id })
}

function refuse(id: number, { functions, error }: Unloadable): void {
  send({ kind: 'unloadable', id, functions, error: encodeError(error, channel.canClone) })
}

function cut(id: number): void {
  if (current?.id === id) return current.run.cut()
  const place = waiting.findIndex((message) => message.kind === 'batch' && message.id === id)
  if (place < 0) return // it was through before the word came
  // batches behind it may need the functions that came with it
  waiting[place] = { ...(waiting[place] as BatchMessage), size: 0 }
  const nothing = { values: [], failures: [], longest: [], spans: [] }
  host.tell({ id, offset: 0, ...nothing, elapsed: 0, claim: 1, end: true, full: false })
}
