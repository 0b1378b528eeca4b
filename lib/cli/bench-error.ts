/** Ends the command with a message and no stack: 2 for wrong usage, 1 when nothing could be measured. */
export class BenchError extends Error {
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 2, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }

  static {
    this.prototype.name = 'BenchError'
  }
}
