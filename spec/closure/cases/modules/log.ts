const log: string[] = []
export const latest = () => log.at(-1)
export class Logger {
  readonly prefix: string
  constructor(prefix: string) {
    this.prefix = prefix
  }
  add(text: string) {
    log.push(`${this.prefix}: ${text}`)
    return log.length
  }
}
export const logger = new Logger('shared')
