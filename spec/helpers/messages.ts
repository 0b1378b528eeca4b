import { ChildProcess } from 'node:child_process'
import { Worker } from 'node:worker_threads'

/** What is sent to workers while the suite that calls this runs; to processes as bytes. */
export function useMessages(): unknown[] {
  const messages: unknown[] = []
  const { postMessage } = Worker.prototype
  const { send } = ChildProcess.prototype
  beforeEach(() => {
    messages.length = 0
    Worker.prototype.postMessage = function (message: unknown, ...rest: any[]) {
      messages.push(message)
      postMessage.call(this, message, ...rest)
    }
    ChildProcess.prototype.send = function (message: any, ...rest: any[]) {
      messages.push(message)
      return send.call(this, message, ...(rest as []))
    }
  })
  afterEach(() => {
    Worker.prototype.postMessage = postMessage
    ChildProcess.prototype.send = send
  })
  return messages
}
