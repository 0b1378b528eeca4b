/** Stacks of specs tell places in TypeScript. By a flag they would, too, but workers get flags: each of them would read the maps. */
process.setSourceMapsEnabled(true)

/** What others have said of colours, of CI and to joblib is no part of what specs expect, nor of what their programs are given. */
const FOREIGN = /^(CI|CI_.*|GITHUB_ACTIONS|COLORTERM|NO_COLOR|FORCE_COLOR|NODE_DISABLE_COLORS|JOBLIB_.*|ALLCORES_.*)$/
for (const name of Object.keys(process.env)) if (FOREIGN.test(name)) delete process.env[name]
