import { expect } from 'chai'
import { on, once } from 'node:events'
import { packArguments } from '../../lib/wire/column.js'
import type { FromWorker, LogMessage, PrintMessage } from '../../lib/wire/message.js'
import { useBareWorker } from '../helpers/bare-worker.js'
import { code, shipmentOf } from '../helpers/shipment.js'

describe('what a worker tells of what is written', () => {
  const worker = useBareWorker()
  let lastId = 0

  /** Runs a batch of as many tasks as there are arguments, and gives what the worker says until it is over. */
  async function batch(text: string, args: readonly unknown[], logs = true): Promise<FromWorker[]> {
    const id = ++lastId
    const said: FromWorker[] = []
    const messages = on(worker(), 'message')
    const settings = { cores: 1, logs }
    const functions = [shipmentOf({ [id]: code(text) })]
    worker().postMessage({ kind: 'batch', id, size: args.length, claim: 1, settings, forget: false, functions, fns: id, args: packArguments(args.map((arg) => [arg])), refused: [] })
    for await (const [message] of messages as AsyncIterable<[FromWorker]>) {
      said.push(message)
      if (message.kind === 'part' && message.end) break
    }
    return said
  }

  const isLog = (message: FromWorker) => message.kind === 'log'
  const printsIn = (said: readonly FromWorker[]) =>
    (said.filter(({ kind }) => kind === 'print') as PrintMessage[]).map(({ stream, chunk }) => [stream, chunk.toString()])
  const logsIn = (said: readonly FromWorker[]) => (said.filter(isLog) as LogMessage[]).map(({ position, level, text }) => [position, level, text])

  it('comes with the position of its task, before the part that tells what became of it', async () => {
    const said = await batch('(n) => { console.warn(n); if (n === 1) throw n; return n }', [0, 1, 2])
    expect(logsIn(said)).to.deep.equal([[0, 'warn', '0'], [1, 'warn', '1'], [2, 'warn', '2']])
    let logged = 0
    for (const message of said) {
      if (message.kind === 'log') logged++
      else if (message.kind === 'part') expect(message.offset + message.values.length).to.be.at.most(logged)
    }
  })

  it('a task that waits is still the one that writes', async () => {
    const said = await batch('async (n) => { await null; await new Promise(setImmediate); console.log(n) }', [7, 8])
    expect(logsIn(said)).to.deep.equal([[0, 'log', '7'], [1, 'log', '8']])
  })

  it('what is written while functions are made belongs to no task', async () => {
    const said = await batch('(console.log("made"), (n) => console.log(n))', [1])
    expect(logsIn(said)).to.deep.equal([[undefined, 'log', 'made'], [0, 'log', '1']])
  })

  it('after a batch it belongs to that batch, and to no task', async () => {
    await batch('() => void setTimeout(() => console.log("late"), 5)', [1])
    const [late] = (await once(worker(), 'message')) as [FromWorker]
    expect(late).to.deep.equal({ kind: 'log', id: lastId, position: undefined, level: 'log', text: 'late' })
  })

  it('a batch that has not asked, before or after one that has, is to be printed', async () => {
    const task = '(text) => console.log(text)'
    const first = await batch(task, ['first'], false)
    expect(logsIn(await batch(task, ['told']))).to.deep.equal([[0, 'log', 'told']])
    const second = await batch(task, ['second'], false)
    expect([...printsIn(first), ...printsIn(second)]).to.deep.equal([['stdout', 'first\n'], ['stdout', 'second\n']])
    expect([...logsIn(first), ...logsIn(second)]).to.deep.equal([])
  })

  it('a batch that has not asked leaves the console as it is', async () => {
    const task = '() => { if (Object.hasOwn(process.stdout, "write") || !/native code/.test(console.log)) throw 1 }'
    const [part] = await batch(task, [1], false)
    expect(part).to.deep.include({ kind: 'part', failures: [] })
  })

  it('what tasks put on top of the console is theirs', async () => {
    const said = await batch(
      `(n) => {
        if (n === 0) { const { log } = console; console.log = (text) => log('own ' + text) }
        console.log(n)
      }`,
      [0, 1],
    )
    expect(logsIn(said)).to.deep.equal([[0, 'log', 'own 0'], [1, 'log', 'own 1']])
  })
})
