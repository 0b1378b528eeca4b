import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Whether there is `script` of util-linux, which runs a program on a terminal of its own. */
export const HAS_TERMINALS = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url))

export interface OnTerminal {
  /** All that the program has written. */
  readonly text: string
  /** The lines that it leaves on the screen. */
  readonly screen: readonly string[]
}

/** Runs a program of `spec/fixtures` on a terminal. */
export function runOnTerminal(name: string, { args = [], env = {} }: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {}): Promise<OnTerminal> {
  const command = [process.execPath, `${FIXTURES}${name}.js`, ...args].map((part) => `'${part}'`).join(' ')
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, NODE_DISABLE_COLORS: undefined, TERM: 'xterm-256color', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  return new Promise((resolve) => child.once('close', () => resolve({ text, screen: screenAfter(text) })))
}

const TOKENS = /\x1b\[(?<numbers>[\d;?]*)(?<command>[A-Za-z])|[\r\n]|[^\x1b\r\n]/gu

/** What a terminal shows after this, as far as programs here make use of one. */
export function screenAfter(text: string): string[] {
  const screen: string[][] = [[]]
  let [row, column] = [0, 0]
  const line = () => (screen[row] ??= [])
  const moves: Record<string, (n: number) => void> = {
    A: (n) => (row = Math.max(0, row - n)),
    G: (n) => (column = n - 1),
    K: (n) => (n === 2 ? (screen[row] = []) : line().splice(column)),
    J: () => {
      line().splice(column)
      screen.splice(row + 1)
    },
  }
  const put = (character: string) => {
    while (line().length < column) line().push(' ')
    line()[column++] = character
  }
  for (const { 0: token, groups } of text.matchAll(TOKENS)) {
    if (token === '\r') column = 0
    else if (token === '\n') row++, line()
    else if (groups?.['command']) moves[groups['command']]?.(Number(groups['numbers'] || defaultOf(groups['command'])))
    else put(token)
  }
  return screen.map((cells) => cells.join('').trimEnd())
}

function defaultOf(command: string): number {
  return command === 'A' || command === 'G' ? 1 : 0
}
