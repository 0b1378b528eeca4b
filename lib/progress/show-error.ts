const LONGEST = 200

/** An error on one short line, whatever was thrown. */
export function showError(error: unknown): string {
  const text = textOf(error).replace(/\s*\n\s*/g, ' ')
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

function textOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return '<not printable>' // a user's own toString threw
  }
}
