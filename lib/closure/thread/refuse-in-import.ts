import { MainFileError } from '../../model/errors.js'
import { importing, refuseImport } from './importing.js'
import { isMainFileCalling, mainFilesOfProgram } from './program.js'

/**
 * Refuses to run tasks in a module that a worker is loading: else the program would start workers in its workers, without an end.
 *
 * @throws MainFileError in a worker, where no task but a module that it loads wants to run tasks
 */
export function refuseInImport(): void {
  if (!mainFilesOfProgram()) return // this is no worker
  const module = importing()
  if (module === undefined && !isMainFileCalling()) return
  const error = new MainFileError(module)
  refuseImport(error)
  throw error
}
