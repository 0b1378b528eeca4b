/** What was written to stdout and stderr meanwhile, which are no terminals then. */
export async function captureOutput(run: () => Promise<unknown>): Promise<{ stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' }
  const { stdout, stderr } = process
  const originals = [stdout.write, stderr.write] as const
  const terminals = [stdout.isTTY, stderr.isTTY] as const
  stdout.isTTY = stderr.isTTY = false
  stdout.write = (text: string | Uint8Array) => (written.stdout += String(text)) !== undefined
  stderr.write = (text: string | Uint8Array) => (written.stderr += String(text)) !== undefined
  try {
    await run()
  } finally {
    ;[stdout.write, stderr.write] = originals
    ;[stdout.isTTY, stderr.isTTY] = terminals
  }
  return written
}
