/** Stacks of specs tell places in TypeScript. By a flag they would, too, but workers get flags: each of them would read the maps. */
process.setSourceMapsEnabled(true)

/** What others have said of colours, of CI, to Node and to joblib is no part of what specs expect, nor of what their programs are given. */
const FOREIGN = [
  /^(CI|CI_.*|GITHUB_ACTIONS|COLORTERM|NO_COLOR|FORCE_COLOR|JOBLIB_.*|ALLCORES_.*)$/,
  /^NODE_(OPTIONS|ENV|DEBUG|NO_WARNINGS|PENDING_DEPRECATION)$/,
]
for (const name of Object.keys(process.env)) if (FOREIGN.some((pattern) => pattern.test(name))) delete process.env[name]

/** Worker processes write where we do, which may be a terminal. */
process.env['NODE_DISABLE_COLORS'] = '1'
