type Write = typeof process.stdout.write

/**
 * Hands what the program writes to its terminal to `print`, which is to put it above the bars. It gets whole lines only, so that
 * nothing is written into a bar's line.
 *
 * @returns a function that ends this, and writes the line that has not come to its end
 */
export function interceptTerminal(print: (lines: string) => void): () => void {
  const terminals = [process.stdout, process.stderr].filter((stream) => stream.isTTY)
  const releases = terminals.map((stream) => intercept(stream, print))
  return () => releases.forEach((release) => release())
}

function intercept(stream: NodeJS.WriteStream, print: (lines: string) => void): () => void {
  const original = stream.write
  const decoder = new TextDecoder()
  let isOver = false
  let rest = ''

  const intercepted = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
    if (isOver) return Reflect.apply(original, stream, [chunk, encoding, callback]) as boolean
    const text = rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    const end = text.lastIndexOf('\n') + 1
    rest = text.slice(end)
    if (end > 0) print(text.slice(0, end))
    const done = [encoding, callback].find((argument) => typeof argument === 'function')
    if (done) process.nextTick(done)
    return true
  }
  stream.write = intercepted as Write
  return () => {
    isOver = true
    if (stream.write === intercepted) stream.write = original // somebody else may have intercepted it since
    if (rest !== '') stream.write(rest)
  }
}
