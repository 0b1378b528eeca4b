import { expect } from 'chai'
import { cpuQuota } from '../../lib/options/cgroup.js'
import { fileTree } from '../helpers/file-tree.js'

const V2 = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate'
const V1 = '33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct'
const HYBRID = [
  '22 27 0:21 / /proc rw,relatime - proc proc rw',
  '31 23 0:27 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755',
  '32 31 0:28 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset',
  V1,
  '34 31 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
].join('\n')
const V1_GROUPS = '12:cpuset:/\n4:cpu,cpuacct:/app/web\n1:name=systemd:/elsewhere'

/** A machine with these mounts, where this process is in these groups. */
const machine = (mounts: string, groups: string, files: Record<string, string>) =>
  fileTree({ '/proc/self/mountinfo': `${mounts}\n`, '/proc/self/cgroup': `${groups}\n`, ...files })

const v2 = (group: string, quotas: Record<string, string>) =>
  machine(V2, `0::${group}`, Object.fromEntries(Object.entries(quotas).map(([folder, text]) => [`${folder}/cpu.max`, text])))

const v1Files = (folder: string, quota: string, period = '100000\n') => ({
  [`${folder}/cpu.cfs_quota_us`]: quota,
  [`${folder}/cpu.cfs_period_us`]: period,
})

describe('cpuQuota', () => {
  const top = '/sys/fs/cgroup'

  describe('version 2', () => {
    const cases: readonly (readonly [text: string, cores: number])[] = [
      ['50000 100000\n', 1],
      ['100000 100000\n', 1],
      ['150000 100000\n', 2],
      ['200000 100000\n', 2],
      ['30000 10000\n', 3],
      ['1000 1000000\n', 1],
      ['max 100000\n', Infinity],
      ['max\n', Infinity],
      ['', Infinity],
      ['\n', Infinity],
      ['100000\n', Infinity],
      ['0 100000\n', Infinity],
      ['-1 100000\n', Infinity],
      ['100000 0\n', Infinity],
      ['one two\n', Infinity],
      ['\0\0\0', Infinity],
    ]
    for (const [text, cores] of cases) {
      it(`gives ${cores} for ${JSON.stringify(text)}`, () => {
        expect(cpuQuota(v2('/app', { [`${top}/app`]: text }))).to.equal(cores)
      })
    }

    it('is the least of all levels, whichever that is', () => {
      const quotas = { [top]: 'max 100000', [`${top}/a`]: '400000 100000', [`${top}/a/b`]: '250000 100000', [`${top}/a/b/c`]: '300000 100000' }
      expect(cpuQuota(v2('/a/b/c', quotas))).to.equal(3)
      expect(cpuQuota(v2('/a', quotas))).to.equal(4)
      expect(cpuQuota(v2('/a/b/c', { ...quotas, [`${top}/a`]: '100000 100000' }))).to.equal(1)
      expect(cpuQuota(v2('/a/b/c', { ...quotas, [`${top}/a/b/c`]: '50000 100000' }))).to.equal(1)
    })

    it('is not that of groups beside its own', () => {
      expect(cpuQuota(v2('/app', { [`${top}/app2`]: '100000 100000', [`${top}/app/inner`]: '100000 100000' }))).to.equal(Infinity)
    })

    it('is that of the mount in a container that sees its own group as the top', () => {
      expect(cpuQuota(v2('/', { [top]: '200000 100000' }))).to.equal(2)
    })

    it('finds a group whose name has colons', () => {
      expect(cpuQuota(v2('/app:web:1', { [`${top}/app:web:1`]: '200000 100000' }))).to.equal(2)
    })
  })

  describe('version 1', () => {
    const cases: readonly (readonly [quota: string, period: string, cores: number])[] = [
      ['50000\n', '100000\n', 1],
      ['100000\n', '100000\n', 1],
      ['150000\n', '100000\n', 2],
      ['-1\n', '100000\n', Infinity],
      ['100000\n', '', Infinity],
      ['', '100000\n', Infinity],
      ['many\n', 'few\n', Infinity],
    ]
    for (const [quota, period, cores] of cases) {
      it(`gives ${cores} for ${JSON.stringify(quota)} in ${JSON.stringify(period)}`, () => {
        const files = v1Files('/sys/fs/cgroup/cpu,cpuacct/app/web', quota, period)
        expect(cpuQuota(machine(V1, V1_GROUPS, files))).to.equal(cores)
      })
    }

    it('is the least of all levels', () => {
      const files = { ...v1Files('/sys/fs/cgroup/cpu,cpuacct/app', '200000'), ...v1Files('/sys/fs/cgroup/cpu,cpuacct/app/web', '300000') }
      expect(cpuQuota(machine(V1, V1_GROUPS, files))).to.equal(2)
    })

    it('is that of the mount in a container which is told its group as the machine sees it', () => {
      const mount = V1.replace(' / ', ' /docker/abc ')
      const files = v1Files('/sys/fs/cgroup/cpu,cpuacct', '200000')
      expect(cpuQuota(machine(mount, '4:cpu,cpuacct:/docker/abc', files))).to.equal(2)
    })
  })

  describe('mounts', () => {
    const at = '/sys/fs/cgroup/cpu,cpuacct'
    const cases: readonly (readonly [title: string, root: string, group: string, files: Record<string, string>])[] = [
      ['a group below the one that is mounted', '/docker/abc', '/docker/abc/inner', v1Files(`${at}/inner`, '200000')],
      [
        'the mount, where the group is beside the mounted one',
        '/docker/abc',
        '/docker/abcd',
        { ...v1Files(at, '200000'), ...v1Files(`${at}/docker`, '100000'), ...v1Files(`${at}/d`, '100000') },
      ],
      ['the mount, where the group is above the mounted one', '/docker/abc', '/', v1Files(at, '200000')],
      ['the mount, where the group is not below it in what is mounted', '/', '/docker/abc', v1Files(at, '200000')],
      ['the mount, where more is mounted than the container may know', '/../..', '/', v1Files(at, '200000')],
      ['the mount, where the group is outside of what the container may know', '/', '/../other', v1Files(at, '200000')],
    ]
    for (const [title, root, group, files] of cases) {
      it(`reads ${title}`, () => {
        expect(cpuQuota(machine(V1.replace(' / ', ` ${root} `), `4:cpu,cpuacct:${group}`, files))).to.equal(2)
      })
    }

    it('may have blanks in their names', () => {
      const mount = V2.replace('/sys/fs/cgroup', '/sys/my\\040groups')
      expect(cpuQuota(machine(mount, '0::/', { '/sys/my groups/cpu.max': '200000 100000' }))).to.equal(2)
    })

    it('may have no shared part and no source', () => {
      const mount = '30 23 0:26 / /sys/fs/cgroup rw - cgroup2  rw'
      expect(cpuQuota(machine(mount, '0::/', { '/sys/fs/cgroup/cpu.max': '200000 100000' }))).to.equal(2)
    })

    it('of version 1 limit where both versions are mounted', () => {
      const groups = `${V1_GROUPS}\n0::/user.slice`
      expect(cpuQuota(machine(HYBRID, groups, v1Files(`${at}/app/web`, '200000')))).to.equal(2)
    })

    it('of version 2 limit where both versions are mounted', () => {
      const groups = `${V1_GROUPS}\n0::/user.slice`
      expect(cpuQuota(machine(HYBRID, groups, { '/sys/fs/cgroup/unified/user.slice/cpu.max': '200000 100000' }))).to.equal(2)
    })

    it('of other controllers do not limit', () => {
      expect(cpuQuota(machine(HYBRID, '12:cpuset:/', v1Files('/sys/fs/cgroup/cpuset', '100000')))).to.equal(Infinity)
    })
  })

  describe('files that are missing or make no sense', () => {
    const texts = ['', '\n', ' - ', '0', '0::', '::::', 'cgroup2', '1 2 3 - cgroup2', '- cgroup cgroup rw,cpu', '\0\xff', ' '.repeat(50)]
    for (const text of texts) {
      it(`limit nothing: ${JSON.stringify(text.slice(0, 20))}`, () => {
        const quota = { '/sys/fs/cgroup/app/cpu.max': '100000 100000' }
        expect(cpuQuota(machine(text, '0::/app', quota))).to.equal(Infinity)
        expect(cpuQuota(machine(V2, text, quota))).to.equal(Infinity)
      })
    }
  })
})
