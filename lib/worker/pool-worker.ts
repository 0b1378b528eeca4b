import { setImmediate } from 'node:timers/promises'
import { revive } from '../closure/revive.js'
import type { Shipment } from '../closure/shipment.js'
import type { TaskFunction } from '../model/task.js'
import { encodeError } from '../wire/error-record.js'
import type { BatchMessage, FromWorker, ToWorker } from '../wire/message.js'
import { sendReply } from '../wire/reply.js'
import { openChannel } from './channel.js'
import { onLastWords } from './last-words.js'
import { neverOutliveParent } from './outlive.js'
import { type BatchSurroundings, BatchRun } from './run-batch.js'
import { serveStart } from './start.js'

/** A worker's main program: takes batches one after the other and tells what becomes of their tasks. */
const channel = openChannel()
const send = (message: FromWorker, transfer?: ArrayBuffer[]) => channel.send(message, transfer)
const functions = new Map<number, TaskFunction>()
const waiting: BatchMessage[] = []
let working = false
let current: { readonly id: number; readonly run: BatchRun } | undefined

const around: BatchSurroundings = {
  functionOf: (id) => functions.get(id)!,
  tell: (progress) => sendReply(progress, send, channel.canClone),
  pause: () => setImmediate(),
  now: () => Number(process.hrtime.bigint()) / 1e6, // `performance` would load ten modules of Node
}

channel.onMessage((message) => {
  const { kind, id } = message as ToWorker
  if (kind === 'batch') {
    waiting.push(message as BatchMessage)
    if (!working) void work()
  } else if (kind === 'cut') {
    cut(id)
  }
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

async function work(): Promise<void> {
  working = true
  for (let message = waiting.shift(); message; message = waiting.shift()) {
    if (message.size === 0) {
      await install(message)
      continue
    }
    current = { id: message.id, run: new BatchRun(message, around) }
    await install(message)
    await current.run.run()
    current = undefined
  }
  working = false
}

async function install({ forget, functions: shipped }: BatchMessage): Promise<void> {
  if (forget) functions.clear()
  await Promise.all(shipped.map(bringToLife))
}

async function bringToLife([id, shipment]: readonly [number, Shipment]): Promise<void> {
  try {
    functions.set(id, (await revive(shipment)) as TaskFunction)
  } catch (error) {
    functions.set(id, () => {
      throw error
    })
  }
}

function cut(id: number): void {
  if (current?.id === id) return current.run.cut()
  const place = waiting.findIndex((message) => message.id === id)
  if (place < 0) return // it was through before the word came
  waiting[place] = { ...waiting[place]!, size: 0 } // batches behind it may need the functions that came with it
  around.tell({ id, offset: 0, values: [], failures: [], elapsed: 0, claim: 1, end: true })
}
