import { warnOnce } from '../../model/warn.js'

/**
 * Once a program, for each reason.
 *
 * @param why goes on after "because"
 */
export function warnOfCopied(why: string, wayOut: string): void {
  const what = "what tasks write to an array is lost, though they may write (mmapMode: 'r+')"
  warnOnce('WARN_ARRAY_COPIED', `${what}: tasks had copies of it, because ${why}. ${wayOut}`)
}
