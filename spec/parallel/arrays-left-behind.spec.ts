import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { delayed, Parallel } from 'allcores'
import { count, itself } from '../fixtures/arrays-tasks.js'
import { collectGarbage } from '../fixtures/workers-tasks.js'
import { familyGone } from '../helpers/alive.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { withMoreTime } from '../helpers/more-time.js'
import { type Program, runProgram, startProgram, type StartOptions } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'

const isLinux = process.platform === 'linux'
const isRoot = process.getuid?.() === 0

const WAYS = [
  'success', 'an error', "a worker's death", 'a timeout', 'an abort', 'a break', 'calls inside of tasks', 'a call with r+', 'two calls that succeed',
  'one that succeeds beside one that fails', 'two that fail', 'one that fails beside one that loses a worker', 'two that lose a worker',
]

const FEW_WAYS = WAYS.slice(0, 3)
/** Of those the files of arrays, and not only of results, are another matter where they have names. */
const WAYS_OF_ARRAYS = [...FEW_WAYS, 'calls inside of tasks', 'a call with r+']

/** How files are made: without names, with them as where there is no /proc, and without mapping them. */
const MANNERS: Readonly<Record<string, NodeJS.ProcessEnv>> = {
  'without names': {},
  'with names': { ALLCORES_NAMED_FILES: '1' },
  'without koffi': { ALLCORES_MMAP: '0' },
}

/** What an open file is, as far as it is. */
function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return '' // it was open only to list the others
  }
}

function expectNothingLeft({ stdout, ...ended }: Awaited<Program['ended']>, ways: readonly string[], copiesAreKept = true): void {
  expect(ended).to.deep.equal({ exitCode: 0, signal: null, stderr: '' })
  const kept = [`copies are kept: ${copiesAreKept}`, 'copies are kept after close(): false']
  expect(stdout.trimEnd().split('\n')).to.deep.equal([...ways.map((way) => `${way}: nothing`), ...kept])
}

describe('what large arrays leave behind', () => {
  const scratch = useScratch()
  /** The folder that programs make theirs in. */
  const base = () => scratch.file('base')
  const contents = () => readdirSync(base()).sort()
  beforeEach(() => mkdirSync(base()))

  it('[J6] on threads: no file, however calls end', async () => {
    expectNothingLeft(await runProgram('arrays-ends', { args: ['threads', base(), scratch.file('log'), ...FEW_WAYS] }), FEW_WAYS, false)
    expect(contents()).to.deep.equal([])
  })

  for (const [manner, ways] of [['without names', WAYS], ['with names', WAYS_OF_ARRAYS], ['without koffi', FEW_WAYS]] as const) {
    it(`[J6] on processes, files ${manner}: nothing, however calls end, nor open files after close()`, async () => {
      const env = MANNERS[manner]!
      const program = startProgram('arrays-ends', { args: ['processes', base(), scratch.file('log'), ...ways], env, flags: ['--no-warnings'] })
      expectNothingLeft(await program.ended, ways)
      expect(contents()).to.deep.equal([])
      await familyGone(program.mark)
    })
  }

  it('[J6] on processes, where no folder is given: nothing in memory and among temporary files', async () => {
    const program = startProgram('arrays-ends', { args: ['processes', '', scratch.file('log'), 'success'] })
    expectNothingLeft(await program.ended, ['success'])
    const left = ['/dev/shm', tmpdir()].flatMap((base) => (existsSync(base) ? readdirSync(base) : []))
    expect(left.filter((name) => name.startsWith('allcores-') && name.includes(`-${program.pid}-`))).to.deep.equal([])
  })

  /** A program in the middle of a call, that has files. */
  async function busy(end: string, env = {}, name = end): Promise<Program> {
    const args = [base(), scratch.file(`log-${name}`), scratch.file(`gate-${name}`), end]
    const program = startProgram('arrays-busy', { args, env })
    await program.told('there are files')
    return program
  }

  for (const [end, manner, exitCode, signal, stderr] of [
    ['blocks', 'without names', null, 'SIGKILL', /^$/],
    ['blocks', 'with names', null, 'SIGKILL', /^$/],
    ['exits', 'with names', 3, null, /^$/],
    ['throws', 'with names', 1, null, /the program fails/],
  ] as const) {
    it(`[J8] of a program that ${end}${signal ? `, and is ended by ${signal}` : ''}, files ${manner}: neither files nor processes`, async () => {
      const program = await busy(end, MANNERS[manner])
      if (end === 'blocks') expect(contents()).to.have.lengthOf(1)
      if (signal) process.kill(program.pid, signal)
      const ended = await program.ended
      expect(ended).to.include({ exitCode, signal })
      expect(ended.stderr).to.match(stderr)
      await familyGone(program.mark)
      await until(() => contents().length === 0, 'the folder is empty')
    })
  }

  it('[J8] of programs that are killed while results come all the time: neither files nor processes', async () => {
    const programs = ['a', 'b', 'c', 'd'].map(() => startProgram('arrays-stream', { args: [base()] }))
    await Promise.all(programs.map((program) => program.told('results come')))
    for (const { pid } of programs) process.kill(pid, 'SIGKILL')
    for (const { mark } of programs) await familyGone(mark)
    expect(contents()).to.deep.equal([])
  })

  it('[J5] [J8] folders are of one program each, and for nobody else to look into; SIGTERM leaves none', async () => {
    const programs = await Promise.all(['a', 'b'].map((name) => busy('waits', MANNERS['with names'], name)))
    expect(contents()).to.have.lengthOf(2)
    for (const folder of contents()) {
      expect(statSync(path.join(base(), folder)).mode & 0o777).to.equal(0o700)
      const names = readdirSync(path.join(base(), folder))
      expect(names).to.not.deep.equal([])
      for (const name of names) expect(statSync(path.join(base(), folder, name)).mode & 0o777, name).to.equal(0o600)
    }
    for (const { pid } of programs) process.kill(pid, 'SIGTERM')
    for (const { ended } of programs) expect(await ended).to.include({ exitCode: null, signal: 'SIGTERM', stderr: '' })
    for (const { mark } of programs) await familyGone(mark)
    await until(() => contents().length === 0, 'the folder is empty')
  })

  /** A call here that makes files in the folder. */
  async function useFolder(): Promise<void> {
    await using parallel = Parallel({ backend: 'processes', nJobs: 1, maxNbytes: 1000, tempFolder: base(), initializer: coldWorkers() })
    expect(await parallel([delayed(itself)(count(1000))])).to.deep.equal([count(1000)])
  }

  describe('of copies', () => {
    before(function () {
      // only Linux tells what files are open
      if (!isLinux) this.skip()
    })
    const options = { backend: 'processes', nJobs: 1, maxNbytes: 1000 } as const
    const openFiles = () => readdirSync('/proc/self/fd').filter((fd) => targetOf(fd).startsWith(`${base()}/`))

    it('goes when no call has used them for as long as workers may idle', async () => {
      const array = count(1000)
      await withMoreTime(async (idleTimeout) => {
        const parallel = Parallel({ ...options, idleTimeout, tempFolder: base() })
        await parallel([delayed(itself)(array)])
        expect(openFiles()).to.have.lengthOf(1)
        await until(() => openFiles().length === 0, 'the file is closed')
        expect(await parallel([delayed(itself)(array)])).to.deep.equal([array])
        await parallel.close()
      })
    })

    it('goes when the array is garbage', async () => {
      const parallel = Parallel({ ...options, tempFolder: base() })
      const array = count(1000)
      const use = async (array: Float64Array) => void (await parallel([delayed(itself)(array)]))
      await use(count(1000, 1))
      await use(array) // nothing that is of the last call holds the other one
      expect(openFiles()).to.have.lengthOf(2)
      while (openFiles().length > 1) await collectGarbage()
      expect(await parallel([delayed(itself)(array)])).to.deep.equal([array])
      await parallel.close()
      expect(openFiles()).to.deep.equal([])
    })
  })

  /** Others like the folder of a program that runs: what each is tells whether it is to be removed. */
  function makeFolders(alive: string, pid: number) {
    const dead = String(spawnSync(process.execPath, ['--version']).pid)
    const [prefix, uid] = alive.split('-')
    const nameFor = (other: string) => alive.replace(`-${pid}-`, `-${other}-`)
    const gone = { 'of a dead process': nameFor(dead), "with another's number": nameFor(String(process.pid)) }
    const folders = {
      'of another user': nameFor(dead).replace(`${prefix}-${uid}-`, `${prefix}-${Number(uid) + 1}-`),
      'of another container': nameFor(dead).replace(`${prefix}-${uid}-`, `${prefix}-${uid}-1`),
      'of something else': 'allcores-notes',
      'of another program': 'results',
      'half a name': `${prefix}-${uid}-${dead}`,
      // only root can give folders away
      ...(isRoot ? { 'that belongs to another user': `${nameFor(dead)}3` } : {}),
    }
    for (const name of [...Object.values(gone), ...Object.values(folders)]) {
      mkdirSync(path.join(base(), name))
      writeFileSync(path.join(base(), name, 'data'), 'x')
    }
    if (isRoot) chownSync(path.join(base(), `${nameFor(dead)}3`), 12345, 12345)
    mkdirSync(scratch.file('precious'))
    writeFileSync(scratch.file('precious/data'), 'x')
    symlinkSync(scratch.file('precious'), path.join(base(), `${nameFor(dead)}1`))
    writeFileSync(path.join(base(), `${nameFor(dead)}2`), 'x')
    return { gone, others: { ...folders, 'a link': `${nameFor(dead)}1`, 'no folder': `${nameFor(dead)}2` } }
  }

  it('[J8] is removed by the next program only where the owner is dead for certain', async () => {
    const alive = await busy('waits', MANNERS['with names'])
    const [theirs] = contents() as [string]
    const killed = await busy('waits', MANNERS['with names'], 'killed')
    const left = contents().filter((name) => name !== theirs)
    // so that it doesn't replace its workers, nor they remove what it has
    process.kill(killed.pid, 'SIGSTOP')
    for (const worker of scratch.lines('log-killed')) process.kill(Number(worker), 'SIGKILL')
    process.kill(killed.pid, 'SIGKILL')
    await killed.ended
    await familyGone(killed.mark)
    expect(contents()).to.include.members(left)
    // names tell owners apart by what Linux tells of them
    const { gone, others } = isLinux ? makeFolders(theirs, alive.pid) : { gone: {}, others: {} }
    await useFolder()
    const kept = contents()
    expect(kept).to.not.include.members(left)
    for (const [what, name] of Object.entries<string>(gone)) expect(kept, what).to.not.include(name)
    for (const [what, name] of Object.entries<string>({ ...others, 'of one that runs': theirs })) {
      expect(kept, what).to.include(name)
      if (what !== 'no folder') expect(readdirSync(path.join(base(), name)), what).to.not.deep.equal([])
    }
    process.kill(-alive.pid, 'SIGKILL')
    await familyGone(alive.mark)
  })

  describe('where there is little room', () => {
    before(function () {
      // only root can mount file systems
      if (!isRoot || spawnSync('unshare', ['--mount', 'true']).status !== 0) this.skip()
    })

    /** Runs a program whose /dev/shm and temporary folder, or one that it is given, are file systems of so many MB. */
    async function run(sizes: Readonly<Record<string, string>>, options: StartOptions = {}) {
      for (const folder of Object.keys(sizes)) mkdirSync(folder, { recursive: true })
      const mounts = Object.entries(sizes).map(([folder, size]) => `mount -t tmpfs -o ${size} tmpfs '${folder}'`)
      const by = ['unshare', '--mount', 'sh', '-c', `${mounts.join(' && ')} && exec "$@"`, 'sh']
      const { stdout, ...ended } = await runProgram('arrays-room', { ...options, flags: ['--no-warnings'], by, env: { TMPDIR: scratch.file('tmp') } })
      expect(ended).to.deep.equal({ exitCode: 0, signal: null, stderr: '' })
      return stdout.trimEnd().split('\n')
    }
    const [SMALL, LARGE] = [2 ** 17, 2 ** 20].map((n) => (n * (n - 1)) / 2) as [number, number]
    const result = `result ${2 ** 20} ${LARGE}`

    it('[J7] in memory: what is too large for that is among temporary files', async () => {
      mkdirSync(scratch.file('tmp'))
      expect(await run({ '/dev/shm': 'size=2m' }, { args: ['processes'] })).to.deep.equal([
        `${SMALL} from /dev/shm`, `${LARGE} from ${scratch.file('tmp')}`, '1 from no file', result,
      ])
    })

    it('[J7] at all: only tasks with such arrays fail, and are told what is missing where', async () => {
      const [small, large, ...others] = await run({ '/dev/shm': 'size=2m', [scratch.file('tmp')]: 'size=1m' }, { args: ['processes'] })
      expect([small, ...others]).to.deep.equal([`${SMALL} from /dev/shm`, '1 from no file', result])
      expect(large).to.match(/^ERR_ARRAY_NO_SPACE 8388608 /).and.include(scratch.file('tmp')).and.match(/tempFolder/).and.match(/mmapMode: null/)
    })

    it('[J7] in the folder that is given: no other is taken', async () => {
      mkdirSync(scratch.file('tmp'))
      const tempFolder = scratch.file('given')
      const [small, large, ...others] = await run({ [tempFolder]: 'size=2m' }, { args: ['processes', JSON.stringify({ tempFolder })] })
      expect([small, ...others]).to.deep.equal([`${SMALL} from ${tempFolder}`, '1 from no file', result])
      expect(large).to.match(/^ERR_ARRAY_NO_SPACE 8388608 /).and.include(tempFolder)
    })

    it('where nothing can be written: arrays are copied, with one warning', async () => {
      expect(await run({ '/dev/shm': 'ro', [scratch.file('tmp')]: 'ro' }, { args: ['processes'] })).to.have.members([
        'WARN_NO_MMAP', `${SMALL} from no file`, `${LARGE} from no file`, '1 from no file', result,
      ])
    })
  })
})
