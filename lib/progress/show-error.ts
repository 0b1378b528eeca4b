import { oneLine, printed } from '../model/show.js'

const LONGEST = 200

/** An error on one short line, whatever was thrown. */
export function showError(error: unknown): string {
  return oneLine(printed(() => String(error)), LONGEST)
}
