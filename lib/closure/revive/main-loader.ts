import { compileFunction, constants } from 'node:vm'

let warningSpent = false

/** What makes `import()` in compiled code work as in a file of the program. */
export function mainLoader() {
  if (!warningSpent) spendWarning()
  return { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }
}

/** Node warns, once in a process, of the experimental loader constant. It is no news to the user, so nobody gets it. */
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
