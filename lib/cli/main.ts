#!/usr/bin/env node
import { runCommand } from './program.js'

const exitCode = await runCommand(process.argv.slice(2))
// a module of the user's may have left something open; what was written is to arrive all the same
process.stdout.write('', () => process.exit(exitCode))
