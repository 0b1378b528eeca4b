import { expect } from 'chai'
import { HAS_TERMINALS, runOnTerminal } from '../helpers/terminal.js'

const END = ['the end', '']

describe('the progress bar', function () {
  before(function () {
    // needs util-linux's `script`, as other systems' know no -e and -c
    if (!HAS_TERMINALS) this.skip()
  })

  const leaves = async (scenario: string, env: NodeJS.ProcessEnv = {}) => (await runOnTerminal('progress-bar', { args: [scenario], env })).screen

  it('is full at the end', async () => {
    const [last, ...rest] = await leaves('done')
    expect(last).to.match(/^100 % █{10,} {2}1,234\/1,234 {2}[\d,]+\/s {2}done in [\d.]+ m?s$/)
    expect(rest).to.deep.equal(END)
  })

  it('stays where a call failed', async () => {
    const [last, ...rest] = await leaves('failed')
    expect(last).to.match(/^ \d+ % [█░]{10,} +\d\/10 {2}\d failed {2}.* failed after [\d.]+ m?s$/)
    expect(rest).to.deep.equal(['no luck', ...END])
  })

  it('stays where a call was left', async () => {
    const [last, ...rest] = await leaves('left')
    expect(last).to.match(/left after [\d.]+ m?s$/)
    expect(rest).to.deep.equal(END)
  })

  it('has a line of its own for each of several calls', async () => {
    const lines = await leaves('several')
    expect(lines.slice(3)).to.deep.equal(END)
    for (const n of [2, 3, 4]) expect(lines.filter((line) => line.includes(` ${n}/${n} `))).to.have.length(1)
    for (const line of lines.slice(0, 3)) expect(line).to.match(/^100 % █.*done in [\d.]+ m?s$/)
  })

  it('leaves alone what the program prints meanwhile', async () => {
    const lines = await leaves('printing')
    expect(lines.filter((line) => !line.includes('%'))).to.deep.equal([
      ...[0, 2, 4, 6].flatMap((result) => [`result ${result}`, 'two', 'lines']),
      'restthe end',
      '',
    ])
    expect(lines.filter((line) => line.includes('%'))).to.have.length(1)
  })

  for (const scenario of ['busy', 'busyGenerator']) {
    it(`is there from the start on, and moves, where tasks leave no turn to anybody else (${scenario})`, async () => {
      const { text } = await runOnTerminal('progress-bar', { args: [scenario] })
      const shown = [...text.matchAll(/at work| [0-3]\/3 /g)].map(([what]) => what.trim())
      const changes = shown.filter((what, i) => what !== shown[i - 1])
      expect(changes.join(', ')).to.match(/^0\/3, at work, .*1\/3, .*2\/3, .*3\/3$/)
    })
  }

  it('leaves the cursor at the beginning of a line when the program exits', async () => {
    expect((await leaves('exit')).at(-1)).to.equal('')
  })

  it('keeps no program alive for results that nobody reads', async () => {
    expect(await leaves('unread')).to.include('the end')
  })

  it('makes way for an error that nobody catches', async () => {
    const lines = await leaves('thrown')
    expect(lines[0]).to.match(/^ {2}0 % ░+ {2}0\/1 /)
    expect(lines.join('\n')).to.include('\nError: uncaught\n')
  })

  it('leaves the cursor, the wrapping of lines and signals alone', async () => {
    const { text } = await runOnTerminal('progress-bar', { args: ['several'] })
    expect(text).not.to.match(/\x1b\[\?/)
  })

  it('has colors, but not against NO_COLOR', async () => {
    const color = /\x1b\[3\dm/
    const text = async (env: NodeJS.ProcessEnv) => (await runOnTerminal('progress-bar', { args: ['done'], env })).text
    expect(await text({ FORCE_COLOR: '1' })).to.match(color)
    expect(await text({ NO_COLOR: '1', FORCE_COLOR: undefined })).not.to.match(color)
  })

  it('gives way to lines on a terminal that cannot draw', async () => {
    const [line, ...rest] = await leaves('done', { TERM: 'dumb' })
    expect(line).to.match(/^Parallel: 100 % \| 1,234\/1,234 \| .* \| done in [\d.]+ m?s$/)
    expect(rest).to.deep.equal(END)
  })
})
