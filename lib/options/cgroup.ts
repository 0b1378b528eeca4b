import type { ReadFile } from './read-file.js'

/** Where a hierarchy of control groups that can limit CPU time is mounted. */
interface Mount {
  readonly version: 1 | 2
  /** The group that stands at `point`: in a container often not the top one. */
  readonly root: string
  readonly point: string
}

/**
 * How many cores' worth of CPU time the control groups of this process allow, as `docker run --cpus` and Kubernetes'
 * limits set it: the least of its own group and all above, rounded up. Infinity where nothing limits it.
 */
export function cpuQuota(read: ReadFile): number {
  const groups = read('/proc/self/cgroup')
  const quotas = parseMounts(read('/proc/self/mountinfo')).flatMap((mount) =>
    foldersUp(mount, ownGroup(groups, mount.version)).map((folder) => QUOTA[mount.version](read, folder)),
  )
  return Math.ceil(Math.min(Infinity, ...quotas))
}

/** @source `man 5 proc_pid_mountinfo`: `id parent device root point … - type source options` */
function parseMounts(mountinfo: string): Mount[] {
  const mounts = mountinfo.split('\n').map((line) => {
    const [mount = '', system = ''] = line.split(' - ')
    const [, , , root = '', point = ''] = mount.split(' ')
    const [type = '', , options = ''] = system.split(' ')
    return { version: versionOf(type, options), root: unescape(root), point: unescape(point) }
  })
  return mounts.filter((mount): mount is Mount => mount.version !== undefined)
}

/** The version of cgroups of a mount that can limit CPU time; undefined for other mounts. */
function versionOf(type: string, options: string): 1 | 2 | undefined {
  if (type === 'cgroup2') return 2
  return type === 'cgroup' && options.split(',').includes('cpu') ? 1 : undefined
}

/** The name of a folder as it is: in `mountinfo`, blanks and backslashes are written as `\040` and the like. */
function unescape(name: string): string {
  return name.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
}

/**
 * The control group of this process in a hierarchy of that version.
 *
 * @source `man 7 cgroups`: `number:controllers:group`, and `0::group` in version 2
 */
function ownGroup(groups: string, version: 1 | 2): string {
  const own = groups.split('\n').find((line) => {
    const [, controllers = ''] = line.split(':')
    return version === 2 ? line.startsWith('0::') : controllers.split(',').includes('cpu')
  })
  return own?.split(':').slice(2).join(':') || '/'
}

/** The folders of a group and of all above it that can be seen: just the mount itself where the group isn't below it. */
function foldersUp({ root, point }: Mount, group: string): string[] {
  const names = namesOf(group)
  const top = namesOf(root)
  const below = top.every((name, i) => name === names[i]) ? names.slice(top.length) : []
  return [point, ...below.map((_, i) => [point, ...below.slice(0, i + 1)].join('/'))]
}

function namesOf(group: string): string[] {
  return group.split('/').filter(Boolean)
}

const QUOTA = {
  1: (read: ReadFile, folder: string) => quotient(read(`${folder}/cpu.cfs_quota_us`), read(`${folder}/cpu.cfs_period_us`)),
  2: (read: ReadFile, folder: string) => {
    const [quota, period] = read(`${folder}/cpu.max`).split(' ')
    return quotient(quota, period)
  },
}

/** Cores' worth of CPU time. Anything but two positive numbers is no limit: `-1`, `max`, an empty or missing file. */
function quotient(quota?: string, period?: string): number {
  const cores = Number(quota) / Number(period)
  return cores > 0 ? cores : Infinity
}
