import { expect } from 'chai'
import { spawnSync } from 'node:child_process'
import { isGone, newId, ownName, parseOwner } from '../../../lib/arrays/files/owner.js'

describe('the owner of a folder', () => {
  const own = parseOwner(ownName())!
  const dead = () => spawnSync(process.execPath, ['--version']).pid

  it('is told by its name', () => {
    expect(own).to.deep.include({ uid: process.getuid?.() ?? 0, pid: process.pid })
    expect(parseOwner('allcores-1000-4026531836.my-host-7-12-3-9k')).to.deep.equal({
      uid: 1000, place: '4026531836.my-host-7', pid: 12, started: '3',
    })
  })

  it('is nobody if the name is not one of ours', () => {
    for (const name of ['allcores', 'allcores-1-2-3', 'my-allcores-1-x-3-4-5', 'allcores-1-x-3-4-5.bak', '']) {
      expect(parseOwner(name), name).to.equal(undefined)
    }
  })

  it('lives as long as its process', () => {
    expect(isGone(own)).to.equal(false)
    expect(isGone({ ...own, pid: dead() })).to.equal(true)
  })

  it('is gone if another process has its number', function () {
    // only Linux says when a process was started
    if (own.started === '0') this.skip()
    expect(isGone({ ...own, started: '1' })).to.equal(true)
  })

  it('lives if only its number is known, and a process has that', () => {
    expect(isGone({ ...own, started: '0' })).to.equal(false)
    expect(isGone({ ...own, started: '0', pid: dead() })).to.equal(true)
  })

  it('is taken to live where we can not know: of other users, machines and containers', () => {
    const pid = dead()
    expect(isGone({ ...own, pid, uid: own.uid + 1 })).to.equal(false)
    expect(isGone({ ...own, pid, place: `${own.place}x` })).to.equal(false)
  })

  it('gives no id twice', () => {
    expect(newId()).to.not.equal(newId())
    expect(newId()).to.include(ownName())
  })
})
