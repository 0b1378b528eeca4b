/** The name of a worker's file for a large result, in the folder of whoever waits for it. */
export function resultName(workerPid: number, number: number): string {
  return `r-${workerPid}-${number}`
}

/** @param workerPid whose result; undefined: any worker's */
export function isResult(name: string, workerPid?: number): boolean {
  return name.startsWith(workerPid === undefined ? 'r-' : `r-${workerPid}-`)
}
