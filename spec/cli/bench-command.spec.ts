import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { expect } from 'chai'
import type { Comparison, Row } from '../../lib/cli/model.js'
import { runCommand } from '../../lib/cli/program.js'
import { familyGone } from '../helpers/alive.js'
import { captureOutput } from '../helpers/capture-output.js'
import { type Ended, FIXTURES, type Program, runProgram, startProgram } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'

const MAIN = fileURLToPath(new URL('../../lib/main/cli/main.js', import.meta.url))
const SHORT = ['--time', '0.3', '--jobs', '2']

const start = (...args: string[]): Program => startProgram(undefined, { flags: [MAIN], args })
const run = (...args: string[]): Promise<Ended> => runProgram(undefined, { flags: [MAIN], args })

/** The same without a program of its own; files are looked for in the folder that programs start in. */
async function runHere(...args: string[]): Promise<Omit<Ended, 'signal'>> {
  const before = process.cwd()
  let exitCode = NaN
  process.chdir(FIXTURES)
  try {
    const written = await captureOutput(async () => void (exitCode = await runCommand(args)))
    return { ...written, exitCode }
  } finally {
    process.chdir(before)
    setFlagsFromString('--no-expose-gc') // which the command sets for its program
  }
}

const places = ({ rows }: Comparison) => rows.map(({ setup }) => setup.place)
const rowOf = ({ rows }: Comparison, place: string) => rows.find(({ setup }) => setup.place === place) as Row

describe('allcores bench', function () {
  this.timeout(240_000)
  const scratch = useScratch()
  const json = () => JSON.parse(readFileSync(scratch.file('out.json'), 'utf8'))
  const bench = (...args: string[]) => run('bench', ...args, ...SHORT, '--json', scratch.file('out.json'))

  it('measures the machine', async () => {
    const { exitCode, stdout, stderr } = await bench('--html', scratch.file('pages/out.html'))
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' })
    expect(stdout.match(/^Tasks of .*/gm)).to.have.length(5)
    expect(stdout).to.match(/│ plain loop │.* 1\.00 │.*│ █/).and.to.contain("The machine's limit")
    const { kind, comparisons, advice } = json()
    expect(kind).to.equal('machine')
    expect(stdout).to.contain(advice.text)
    for (const comparison of comparisons) {
      expect(places(comparison)).to.deep.equal(['loop', 'unset', 'sequential', 'async', 'threads', 'processes'])
      expect(comparison.rows.every(({ times, problem }: Row) => times.length > 0 && problem === undefined)).to.equal(true)
    }
    expect(readFileSync(scratch.file('pages/out.html'), 'utf8')).to.contain('<table>').and.to.contain('Tasks of 1 ms')
  })

  it('measures a function on the items that its file exports, with backends, jobs and batch sizes', async () => {
    const { exitCode, stdout, stderr } = await bench('./cli-functions.js')
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' })
    expect(stdout).to.match(/^Where is square best run\?\n4 items; a task takes /)
    expect(stdout).to.match(/Which backend\?[^]*How many jobs\?[^]*Which batch size\?[^]*\n(Keep the plain loop|Parallel\()/)
    const { backends, jobCounts, batchSizes, given, used } = json()
    expect([given, used]).to.deep.equal([4, 4])
    expect(places(backends)).to.deep.equal(['loop', 'sequential', 'async', 'threads', 'processes'])
    expect(jobCounts.rows.map(({ setup }: Row) => setup.nJobs)).to.deep.equal([1, 1, 2, 1, 2])
    expect(batchSizes.rows.map(({ setup }: Row) => setup.batchSize)).to.deep.equal(['auto', 'auto', 1])
  })

  it('spreads items that are lists of arguments', async () => {
    scratch.write('items.jsonl', '[1, 2]\n\n[3, 4]\n')
    const items = ['--items', scratch.file('items.jsonl')]
    expect(await bench('./cli-functions.js#add', '--spread', ...items, '--backend', 'threads')).to.include({ exitCode: 0 })
    expect(json()).to.deep.include({ given: 2, repeatable: true })
    expect(places(json().backends)).to.deep.equal(['loop', 'threads'])
    expect(await bench('./cli-functions.js#count', ...items, '--backend', 'sequential')).to.include({ exitCode: 0 })
  })

  it('takes numbers where there are no items, and the backends that are named', async () => {
    const { exitCode, stdout } = await bench('./cli-functions.js', '--count', '10', '--backend', 'sequential', '--backend', 'loky')
    expect({ exitCode }).to.deep.equal({ exitCode: 0 })
    expect(stdout).to.contain('10 items; ')
    expect(places(json().backends)).to.deep.equal(['loop', 'sequential', 'processes'])
  })

  it('tells which backends give another result or fail, and never advises them', async () => {
    const differing = await bench('./cli-functions.js#differsInWorkers')
    expect(differing.stdout).to.contain('threads: item 2: 3 expected, -3 came')
    expect(differing.stdout).to.contain('Left out, because it failed or gave another result: threads, processes.')
    expect(rowOf(json().backends, 'processes')).to.deep.include({ times: [], problem: 'item 2: 3 expected, -3 came' })
    expect(json()).not.to.have.any.keys('jobCounts', 'batchSizes')
    const failing = await bench('./cli-functions.js#failsInWorkers', '--backend', 'threads')
    expect(failing.stdout).to.match(/threads: item \d: RangeError: not here/)
    expect(failing).to.include({ exitCode: 0 })
  })

  it('measures nothing when the function throws, and tells for which item', async () => {
    const { exitCode, stdout, stderr } = await bench('./cli-functions.js#failsAtThree')
    expect({ exitCode, stdout }).to.deep.equal({ exitCode: 1, stdout: '' })
    expect(stderr).to.match(/^failsAtThree fails for item 2, 3: RangeError: three is too many\n/)
  })

  const misuses: readonly (readonly [string, readonly string[], message: string])[] = [
    ['no command', [], 'Usage: allcores'],
    ['an unknown command', ['benhc'], "unknown command 'benhc'\n(Did you mean bench?)"],
    ['an unknown option', ['bench', '--itmes', 'a'], "unknown option '--itmes'\n(Did you mean --items?)"],
    ['a second file', ['bench', './cli-functions.js', 'b.js'], 'too many arguments'],
    ['no such file', ['bench', './cli-function.js'], "There is no file ./cli-function.js. Did you mean 'cli-functions.js'?"],
    ['a folder', ['bench', '.'], '. is no file. Name the file that exports the function.'],
    ['no such folder', ['bench', 'no/file.js'], 'There is no file no/file.js, and no folder no either.'],
    ['no such export', ['bench', './cli-functions.js#ad'], "Did you mean 'add'?"],
    ['no function', ['bench', './cli-functions.js#limit'], 'no function but a number'],
    ['a file without functions', ['bench', './cli-empty.js'], 'It exports no function at all'],
    ['items without a function', ['bench', '--count', '5'], 'name one, such as ./file.js#resize'],
    ['items twice', ['bench', './cli-functions.js', '--count', '5', '--items', '-'], '--items and --count: give one of them.'],
    ['no items on stdin', ['bench', './cli-functions.js', '--items', '-'], 'stdin: expected items, got none.'],
    ['no such items', ['bench', './cli-functions.js', '--items', 'no.jsonl'], '--items no.jsonl: expected a file that can be read'],
    ['items that are no arguments', ['bench', './cli-functions.js', '--spread'], "item 0 of the export 'items' of ./cli-functions.js is 1"],
    ['an unknown backend', ['bench', '--backend', 'thread'], "Did you mean 'threads'?"],
    ['no jobs', ['bench', '--jobs', '0'], 'nJobs == 0 has no meaning'],
    ['no time', ['bench', '--time', '0'], 'Expected a number of seconds above 0'],
    ['half an item', ['bench', './cli-functions.js', '--count', '0.5'], 'Expected a whole number of at least 1'],
  ]
  // it leaves something open
  const isLoaded = (args: readonly string[]) => args.some((arg) => arg.startsWith('./cli-functions.js'))
  for (const [what, args, message] of misuses) {
    it(`refuses ${what} and says what is wrong`, async () => {
      const { exitCode, stdout, stderr } = await (isLoaded(args) ? run : runHere)(...args)
      expect(stderr).to.contain(message).and.not.to.match(/^ +at /m)
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' })
    })
  }

  it('tells its options', async () => {
    const { exitCode, stdout, stderr } = await runHere('bench', '--help')
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' })
    for (const option of ['--items', '--count', '--spread', '--jobs', '--backend', '--time', '--quick', '--html', '--json']) {
      expect(stdout).to.contain(option)
    }
  })

  for (const backend of ['threads', 'processes']) {
    it(`shows what is there on Ctrl-C, and leaves no ${backend}`, async () => {
      const program = start('bench', './cli-functions.js#staysInWorkers', '--backend', backend, '--time', '5')
      await program.told('at work')
      process.kill(-program.pid, 'SIGINT')
      const { exitCode, stdout, stderr } = await program.ended
      expect({ exitCode, stderr }).to.deep.equal({ exitCode: 130, stderr: '' })
      expect(stdout).to.match(/Stopped early[^]*Which backend\?[^]*│ plain loop/)
      await familyGone(program.mark)
    })
  }
})

describe('importing allcores', () => {
  it('loads nothing of the command line', async () => {
    const { stdout, stderr } = await runProgram('cli-import-only')
    expect(stderr).to.equal('')
    const { imported, used, withCommand } = JSON.parse(stdout)
    const packages = ['cli-progress', 'commander', 'console-table-printer']
    expect(used).to.include('workerpool').and.not.to.include.any.members(packages)
    expect(imported).not.to.include.any.members(packages)
    expect(withCommand).to.include.members(['commander', 'console-table-printer'])
  })
})
