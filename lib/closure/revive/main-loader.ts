import { compileFunction, constants } from 'node:vm'

let warningSpent = false

/** Returns the loader that makes `import()` in compiled code work as in a file of the program. */
export function mainLoader() {
  if (!warningSpent) spendWarning()
  return { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }
}

/**
 * Lets Node's warning of the experimental loader constant, which comes once in a process, go unheard: it is no news to the user.
 */
function spendWarning(): void {
  warningSpent = true
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    compileFunction("import('node:vm')", [], mainLoader())()
  } finally {
    process.emitWarning = emitWarning
  }
}
