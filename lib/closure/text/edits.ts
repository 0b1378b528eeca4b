/** A part of a text, up to `end` without it. */
export type Range = readonly [start: number, end: number]

/** A part of a text, and what to put in its place. */
export type Edit = readonly [start: number, end: number, replacement: string]

/** Applies edits, given in any order. One inside a part that another edit replaces has nothing left to do. */
export function edit(text: string, edits: readonly Edit[]): string {
  let edited = ''
  let at = 0
  for (const [start, end, replacement] of [...edits].sort(outermostFirst)) {
    if (start < at) continue
    edited += text.slice(at, start) + replacement
    at = end
  }
  return edited + text.slice(at)
}

function outermostFirst([start, end]: Edit, [otherStart, otherEnd]: Edit): number {
  return start - otherStart || otherEnd - end
}

/** Puts a name in place of an expression; what comes after it keeps its line, and its column if there is room. */
export function replaceBy(name: string, text: string, [start, end]: Range): Edit {
  const glued = /[\w$]/.test(text.charAt(start - 1)) ? ' ' : ''
  const over = text.slice(start, end)
  const kept = /[\r\n\u2028\u2029]/.test(over.slice(0, name.length)) ? over : over.slice(name.length + glued.length)
  return [start, end, glued + name + blank(kept)]
}

/** Returns as much space as a text takes, on as many lines. */
export function blank(text: string): string {
  return text.replace(/[^\r\n\u2028\u2029]/g, ' ')
}

/** A name that the text doesn't contain, not even as a part of another word. */
export function unusedName(wish: string, text: string): string {
  return text.includes(wish) ? unusedName(`${wish}$`, text) : wish
}
