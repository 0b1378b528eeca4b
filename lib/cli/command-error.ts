/** Ends a command with a message and no stack. The exit code is 2 for wrong usage, 1 when the command could not do its work. */
export class CommandError extends Error {
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 2, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }

  static {
    this.prototype.name = 'CommandError'
  }
}
