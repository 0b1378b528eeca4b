import { createRequire } from 'node:module'
import { ownUrl } from '../../model/own-url.js'
import type { Access, PlaceInFile } from '../../model/tokens.js'
import { mapFailed, noMmap } from '../errors.js'
import { LONGEST } from './part.js'
import { refuseTooLarge } from './too-large.js'

type Koffi = typeof import('koffi')

/** Functions of the C library, by Koffi. */
interface Library {
  readonly koffi: Koffi
  readonly mmap: (at: number, byteLength: number, protection: number, flags: number, fd: number, offset: number) => Address
  readonly munmap: (address: Address, byteLength: number) => number
}

type Address = number | bigint

interface Mapping {
  readonly address: Address
  readonly byteLength: number
  /** The id of the file whose parts the mapping has. */
  readonly fileId?: string
  /** How many buffers there are of it. */
  views: number
}

interface View {
  readonly mapping: Mapping
  readonly byteLength: number
}

// the same on Linux and macOS
const READ = 1
const WRITE = 2
const SHARED = 1
const PRIVATE = 2
/** The flag that allows private mappings larger than memory: hardly a page of them is written to. Its number on today's processors. */
const NO_RESERVE = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch) ? 0x4000 : 0
/** The address that mmap gives when it fails. */
const FAILED = 2n ** 64n - 1n

/** The C library; null if it can't be had. */
let loaded: Library | null | undefined
let mapped = 0

/** Files of parts that are mapped, by their ids: a process may have some 65,000 mappings. */
const files = new Map<string, Mapping>()

/** Nothing is unmapped before: user code may hold a view, and reading what is not mapped any more ends the process. */
const registry = new FinalizationRegistry<View>(({ mapping, byteLength }) => {
  mapped -= byteLength
  if (--mapping.views === 0) unmap(mapping)
})

/** Whether files can be mapped into memory here: the optional package Koffi is there, and nobody has turned it off. */
export function canMap(): boolean {
  return process.env.ALLCORES_MMAP !== '0' && load() !== null
}

/** The contents of a file as memory. It doesn't need the descriptor to stay open. */
export function mapFile(fd: number, byteLength: number, access: Access): ArrayBuffer {
  refuseTooLarge(byteLength)
  const library = libraryFor(byteLength)
  return viewOf(library, map(library, fd, byteLength, access), 0, byteLength)
}

/** Opens a file for as long as it is used. */
export type WithFile = <T>(use: (fd: number) => T) => T

/** A part of a file as memory that everybody may write to. The file is mapped, and opened, once for all of them. */
export function mapPart({ fileId, position }: PlaceInFile, byteLength: number, withFile: WithFile): ArrayBuffer {
  const library = libraryFor(byteLength)
  const mapping = files.get(fileId) ?? { ...withFile((fd) => map(library, fd, LONGEST, 'write')), fileId }
  files.set(fileId, mapping)
  return viewOf(library, mapping, position, byteLength)
}

/** How many bytes are mapped by this copy of the library. */
export function mappedBytes(): number {
  return mapped
}

function libraryFor(byteLength: number): Library {
  const library = canMap() ? load() : null
  if (!library) throw noMmap(byteLength)
  return library
}

function map({ koffi, mmap }: Library, fd: number, byteLength: number, access: Access): Mapping {
  const protection = access === 'strict' ? READ : READ | WRITE
  const address = mmap(0, byteLength, protection, access === 'write' ? SHARED : PRIVATE | NO_RESERVE, fd, 0)
  if (address === FAILED) throw mapFailed(byteLength, koffi.errno())
  return { address, byteLength, views: 0 }
}

function viewOf({ koffi }: Library, mapping: Mapping, position: number, byteLength: number): ArrayBuffer {
  try {
    const buffer = koffi.view(Number(mapping.address) + position, byteLength)
    registry.register(buffer, { mapping, byteLength })
    mapping.views++
    mapped += byteLength
    refuseTransfer(buffer)
    return buffer
  } finally {
    if (mapping.views === 0) unmap(mapping)
  }
}

function unmap({ address, byteLength, fileId }: Mapping): void {
  if (fileId !== undefined) files.delete(fileId)
  loaded!.munmap(address, byteLength)
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
