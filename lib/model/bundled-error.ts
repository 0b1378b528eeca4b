import { WorkerStartError } from './errors.js'

/** The error for when a bundler has taken the library's code away from the file of its workers. */
export function bundledError(): WorkerStartError {
  return new WorkerStartError(
    'allcores has to stay outside of the bundle: its workers load a file that lies next to its own. ' +
    'Name it as external (esbuild: --external:allcores) and install it where the bundle runs',
  )
}
