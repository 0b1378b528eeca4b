/** What was written to stdout and stderr meanwhile. */
export async function captureOutput(run: () => Promise<unknown>): Promise<{ stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' }
  const { stdout, stderr } = process
  const originals = [stdout.write, stderr.write] as const
  stdout.write = (text: string | Uint8Array) => (written.stdout += String(text)) !== undefined
  stderr.write = (text: string | Uint8Array) => (written.stderr += String(text)) !== undefined
  try {
    await run()
  } finally {
    ;[stdout.write, stderr.write] = originals
  }
  return written
}
