import { ChildProcess } from 'node:child_process'
import { Worker } from 'node:worker_threads'

const told: ((message: unknown) => void)[] = []
const tell = (message: unknown) => told.forEach((listener) => listener(message))

const { postMessage } = Worker.prototype
Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: [any?]) {
  tell(message)
  postMessage.call(this, message, ...rest)
}

// each child gets a `send` of its own when it is started
const prototype = ChildProcess.prototype as unknown as { spawn(this: ChildProcess, options: object): number }
const { spawn } = prototype
prototype.spawn = function (options) {
  const result = spawn.call(this, options)
  const { send } = this
  if (send) {
    this.send = (message: any, ...rest: any[]) => {
      tell(message)
      return send.call(this, message, ...(rest as []))
    }
  }
  return result
}

/** What is sent to workers while a test of the suite that calls this runs; to processes as bytes. */
export function useMessages(): unknown[]
/** What it is made into, just before it is sent: memory may be gone afterwards. */
export function useMessages<T>(make: (message: unknown) => T): T[]
export function useMessages(make = (message: unknown) => message): unknown[] {
  const messages: unknown[] = []
  const add = (message: unknown) => void messages.push(make(message))
  beforeEach(() => {
    messages.length = 0
    told.push(add)
  })
  afterEach(() => void told.splice(told.indexOf(add), 1))
  return messages
}
