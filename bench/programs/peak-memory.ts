import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { proportionalBytes } from './proportional.js'

// The most memory that a command and its children take together, less what they took when it said `ready`, as a multiple of an
// array's. The command goes on when it is sent a line, and ends when it is through. Linux only.

/** Milliseconds between looks. */
const PAUSE = 5

const [, size = '', file = '', ...args] = process.argv.slice(2)
const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
const ended = once(child, 'exit')
await Promise.race([once(child.stdout, 'data'), ended])
const before = proportionalBytes(child.pid!)
let peak = before
child.stdin.write('go\n')
while (child.exitCode === null) {
  peak = Math.max(peak, proportionalBytes(child.pid!))
  await setTimeout(PAUSE)
}
if (child.exitCode !== 0) throw new Error(`${file} ended with ${child.exitCode}`)
const arrays = (peak - before) / Number(size)
console.log(JSON.stringify({ '× array': arrays, "beyond the caller's": arrays - 1 }))
