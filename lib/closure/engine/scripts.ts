import type { Profiler } from 'node:inspector'
import { call, callers, listen, withSession } from './session.js'

let urls: Map<string, string> = new Map()

/** Bytes up to which V8's coverage is quicker at naming scripts than its debugger (docs/decisions/007). */
const SMALL_HEAP = 12e6

/**
 * The url of a script that this thread has compiled. Each function that comes out of `eval` is in a script of its own,
 * without one; a look finds all scripts that there are by then, so functions that are made together take one look.
 */
export function scriptUrl(scriptId: string): string | undefined {
  if (!urls.has(scriptId)) withSession(() => find(scriptId))
  return urls.get(scriptId) || undefined
}

/** The text that V8 runs of a script. Takes 15 milliseconds and more. */
export function scriptSource(scriptId: string): string | undefined {
  return withSession(() => {
    enableDebugger()
    try {
      return call<{ readonly scriptSource: string }>('Debugger.getScriptSource', { scriptId }).scriptSource
    } catch {
      return undefined // V8 has thrown it away
    }
  })
}

/** A look at the callers takes a third of a millisecond, at the coverage two, at all scripts fifteen and more. */
function find(scriptId: string): void {
  for (const { scriptId, url } of callers()) urls.set(scriptId, url)
  if (!urls.has(scriptId) && process.memoryUsage().heapUsed < SMALL_HEAP) urls = listCoveredScripts()
  if (!urls.has(scriptId)) urls = enableDebugger()
}

interface Script {
  readonly scriptId: string
  readonly url: string
}

/** Tells the urls of all scripts. An enabled debugger slows every await down until the session is closed. */
function enableDebugger(): Map<string, string> {
  const scripts: Script[] = []
  listen<Script>('Debugger.scriptParsed', (script) => scripts.push(script))
  call('Debugger.enable')
  return toUrls(scripts)
}

/** Lists scripts by V8's coverage, which leaves out those whose code has all been thrown away. */
function listCoveredScripts(): Map<string, string> {
  return toUrls(call<Profiler.GetBestEffortCoverageReturnType>('Profiler.getBestEffortCoverage').result)
}

function toUrls(scripts: readonly Script[]): Map<string, string> {
  return new Map(scripts.map(({ scriptId, url }) => [scriptId, url]))
}
