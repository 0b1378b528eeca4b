import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { familyGone } from '../helpers/alive.js'

interface Options {
  readonly minutes: string
  readonly seed: string
  readonly step: string
  readonly node: string
}

const MARK = 'ALLCORES_SOAK'
const LAST_WORDS = 3000
const random = String(1 + Math.floor(Math.random() * 1e6))

const options = new Command('npm run soak --')
  .description('Runs random calls of every kind, many of them ended in some hard way, and checks what comes of each')
  .option('--minutes <minutes>', 'how long', '5')
  .option('--seed <seed>', 'the same one gives the same sequence of steps', random)
  .option('--step <step>', 'only this one of the sequence, again and again', '0')
  .option('--node <path>', 'which Node', process.execPath)
  .parse()
  .opts<Options>()

const { seed, minutes, step, node } = options
console.log(`seed ${seed}, ${minutes} minutes`)
const program = fileURLToPath(new URL('program.js', import.meta.url))
const mark = String(process.pid)
const child = spawn(node, ['--expose-gc', '--enable-source-maps', program, seed, minutes, step], {
  env: { ...process.env, [MARK]: mark },
  stdio: ['ignore', 'inherit', 'pipe'],
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
let stderr = '' // mostly of workers that were made to end
child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-LAST_WORDS)))
const exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
if (exitCode !== 0) console.log(`ended with ${child.signalCode ?? exitCode}; last words on stderr:\n${stderr}`)
await familyGone(`${MARK}=${mark}`).catch((error: Error) => {
  console.log(error.message)
  process.exitCode = 1
})
process.exitCode ||= exitCode
process.exit()
