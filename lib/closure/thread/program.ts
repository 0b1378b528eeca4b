import { ofThread } from '../../model/of-thread.js'
import { pathOf } from '../engine/source-map.js'

interface Program {
  mainFiles: readonly string[] | undefined
  /** Where code of the main file stood that was sent here: it is not the main file itself that runs there. */
  readonly sent: Lines[]
}

interface Lines {
  readonly first: number
  readonly last: number
}

const program = ofThread('program', (): Program => ({ mainFiles: undefined, sent: [] }))

/** Returns, in a worker, the main file of the program that it works for, by all its names. */
export function mainFilesOfProgram(): readonly string[] | undefined {
  return program.mainFiles
}

export function tellMainFiles(mainFiles: readonly string[]): void {
  program.mainFiles = mainFiles
}

/** Remembers code that was sent, if it is of the main file. Lines count from 0. */
export function noteSent(url: string, line: number, text: string): void {
  if (!program.mainFiles?.includes(pathOf(url))) return
  program.sent.push({ first: line, last: line + text.split('\n').length - 1 })
}

/** Whether, in a worker, the program's main file calls us, because somebody has imported it, and not a task. */
export function isMainFileCalling(): boolean {
  const { mainFiles, sent } = program
  if (!mainFiles) return false
  const frames = callSites().map((site) => ({ file: pathOf(site.getFileName() ?? ''), line: (site.getLineNumber() ?? 0) - 1 }))
  const wasSent = (line: number) => sent.some(({ first, last }) => first <= line && line <= last)
  const isTask = frames.some(({ file }) => file === process.argv[1])
  return !isTask && frames.some(({ file, line }) => mainFiles.includes(file) && !wasSent(line))
}

function callSites(): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = 100
    Error.prepareStackTrace = (_, sites) => sites
    return new Error().stack as unknown as NodeJS.CallSite[]
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit })
  }
}
