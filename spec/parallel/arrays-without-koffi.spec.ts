import { expect } from 'chai'
import { runProgram, type StartOptions } from '../helpers/program.js'

const { allowedNodeEnvironmentFlags: known } = process
const PERMISSION = known.has('--permission') ? '--permission' : '--experimental-permission'
const TOTAL = (200_000 * 199_999) / 2

/** Where a program can't map files: why, and how it is started. */
const WHY: Readonly<Record<string, StartOptions>> = {
  'koffi is not installed': { flags: ['--require', './without-koffi.cjs'] },
  'ALLCORES_MMAP is 0': { env: { ALLCORES_MMAP: '0' } },
  'the permission model forbids files': { flags: [PERMISSION, '--allow-fs-read=*', '--allow-worker', '--allow-child-process'] },
}

for (const backend of ['threads', 'processes'] as const) {
  describe(`large arrays on ${backend}, in a program that can't map files`, () => {
    for (const [why, { flags = [], ...options }] of Object.entries(WHY)) {
      it(`as ${why}: arrive all the same, with one warning at most`, async () => {
        const { stdout, ...ended } = await runProgram('arrays-plain', { ...options, flags: ['--no-warnings', ...flags], args: [backend] })
        expect(ended).to.deep.equal({ exitCode: 0, signal: null, stderr: '' })
        const lines = stdout.trimEnd().split('\n')
        const hasFiles = !why.includes('forbids')
        const isMeant = 'env' in options
        const told = (what: string) => lines.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1)).join()
        const sent = backend === 'threads' || hasFiles ? told('r+') : ''
        expect(lines.filter((line) => line.startsWith('WARN')), stdout).to.deep.equal(backend === 'threads' || isMeant ? [] : ['WARN_NO_MMAP'])
        expect([told('r'), told('once more'), told('c'), told('result')]).to.deep.equal([
          `${TOTAL},${TOTAL}`, `${TOTAL},${TOTAL}`, '5,5', `${TOTAL},${TOTAL}`,
        ])
        if (backend === 'threads') expect([sent, told('array')]).to.deep.equal(['7,7', '0 7'])
        else expect(told('array')).to.equal('0 1')
        if (backend === 'processes' && hasFiles) {
          expect(sent).to.match(/^ERR_ARRAY_NO_MMAP .*koffi/)
          expect(told('buffer'), 'read once').to.equal('1,1')
        }
        expect(told('mapped')).to.match(/^ERR_\w+ .*koffi/)
      })
    }
  })
}
