import { createRequire } from 'node:module'
import type { Access } from '../../model/lending.js'
import { ownUrl } from '../../model/own-url.js'
import { mapFailed, noMmap } from '../errors.js'
import { refuseTooLarge } from './too-large.js'

type Koffi = typeof import('koffi')

/** Of the C library, by Koffi. */
interface Library {
  readonly koffi: Koffi
  readonly mmap: (at: number, byteLength: number, protection: number, flags: number, fd: number, offset: number) => Address
  readonly munmap: (address: Address, byteLength: number) => number
}

type Address = number | bigint

/** Of a file. */
interface Part {
  readonly fd: number
  readonly byteLength: number
  readonly access: Access
  readonly position: number
}

interface Mapping {
  readonly address: Address
  readonly byteLength: number
}

// the same on Linux and macOS
const READ = 1
const WRITE = 2
const SHARED = 1
const PRIVATE = 2
/** Private mappings of more than there is memory: hardly a page of them is written to. As processors of nowadays number it. */
const NO_RESERVE = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch) ? 0x4000 : 0
/** What the address is then, not null. */
const FAILED = 2n ** 64n - 1n

/** Null: not to be had. */
let loaded: Library | null | undefined
let mapped = 0

/** Nothing is unmapped before: user code may hold a view, and reading what is not mapped any more ends the process. */
const registry = new FinalizationRegistry<Mapping>(({ address, byteLength }) => {
  loaded!.munmap(address, byteLength)
  mapped -= byteLength
})

/** Whether files can be mapped into memory here: the optional package Koffi is there, and nobody has turned it off. */
export function canMap(): boolean {
  return process.env.ALLCORES_MMAP !== '0' && load() !== null
}

/**
 * The contents of a file as memory. It doesn't need the descriptor to stay open.
 *
 * @param position a multiple of the size of pages
 */
export function mapFile(fd: number, byteLength: number, access: Access, position = 0): ArrayBuffer {
  refuseTooLarge(byteLength)
  const library = canMap() ? load() : null
  if (!library) throw noMmap(byteLength)
  return map(library, { fd, byteLength, access, position })
}

/** How many bytes are mapped by this copy of the library. */
export function mappedBytes(): number {
  return mapped
}

function map({ koffi, mmap, munmap }: Library, { fd, byteLength, access, position }: Part): ArrayBuffer {
  const protection = access === 'strict' ? READ : READ | WRITE
  const address = mmap(0, byteLength, protection, access === 'write' ? SHARED : PRIVATE | NO_RESERVE, fd, position)
  if (address === FAILED) throw mapFailed(byteLength, koffi.errno())
  try {
    const buffer = koffi.view(address, byteLength)
    registry.register(buffer, { address, byteLength })
    refuseTransfer(buffer)
    mapped += byteLength
    return buffer
  } catch (error) {
    munmap(address, byteLength)
    throw error
  }
}

/** Newer Nodes would move the memory to another buffer, and it would be unmapped with this one. */
function refuseTransfer(buffer: ArrayBuffer): void {
  for (const name of ['transfer', 'transferToFixedLength']) {
    if (name in buffer) Object.defineProperty(buffer, name, { value: cannotTransfer })
  }
}

function cannotTransfer(): never {
  throw new TypeError("memory that several processes share can't be transferred: copy it (array.slice())")
}

function load(): Library | null {
  if (loaded === undefined) {
    try {
      loaded = process.platform === 'win32' ? null : open()
    } catch {
      loaded = null // it isn't installed for this system, or Node's permission model forbids it
    }
  }
  return loaded
}

function open(): Library | null {
  const koffi = createRequire(ownUrl)('koffi') as Koffi
  if (koffi.sizeof('void *') !== 8) return null
  koffi.view(koffi.alloc('char', 1), 1) // throws where memory of others is not allowed, as in Electron
  const libc = koffi.load(null)
  return {
    koffi,
    mmap: libc.func('mmap', 'uintptr_t', ['uintptr_t', 'size_t', 'int', 'int', 'int', 'int64_t']) as Library['mmap'],
    munmap: libc.func('munmap', 'int', ['uintptr_t', 'size_t']) as Library['munmap'],
  }
}
