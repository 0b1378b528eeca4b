import { build, type BuildOptions } from 'esbuild'
import type { Environment } from './environment.js'
import { command, runNode } from './project.js'

const [major, minor] = process.versions.node.split('.').map(Number) as [number, number]

const SCRIPT = ['cases-enum', 'cases-import'] as const
const MODULE = [...SCRIPT, 'cases-module'] as const

const stripsTypes = major > 22 || (major === 22 && minor >= 18)

const TYPES = 'the module is not compiled without vite'
const HOOKS = "on Node 20, tsx's hooks are not active in worker threads"
const TSX = {
  more: SCRIPT,
  mapsPlaces: true,
  fails: major === 20 ? { 'import() of a local module, threads': HOOKS } : {},
} as const
const TSX_MODULE = { ...TSX, type: 'module', more: MODULE } as const

function tsc(title: string, type: Environment['type'], target: string, run: readonly string[] = []): Environment {
  const module = type === 'module' ? 'es2022' : 'commonjs'
  return {
    title: `tsc, ${target}, ${title}`,
    type,
    extension: '.ts',
    more: type === 'module' ? MODULE : SCRIPT,
    files: {
      'tsconfig.json': JSON.stringify({
        compilerOptions: { target, module, rootDir: '.', outDir: 'out', noCheck: true, noLib: true, sourceMap: true, types: [] },
        files: ['cases.ts'],
      }),
    },
    build: (folder) => runNode(folder, [command('typescript', 'tsc'), '-p', '.']),
    run: [...run, 'out/cases.js'],
    mapsPlaces: run.includes('--enable-source-maps'),
  }
}

function bundle(title: string, type: Environment['type'], options: BuildOptions): Environment {
  const isModule = type === 'module'
  const outfile = isModule ? 'out.mjs' : 'out.cjs'
  const format = isModule ? 'esm' : 'cjs'
  return {
    title: `esbuild, ${title}`,
    type,
    extension: '.ts',
    more: isModule ? MODULE : SCRIPT,
    build: (absWorkingDir) =>
      build({ entryPoints: ['cases.ts'], absWorkingDir, outfile, format, bundle: true, platform: 'node', ...options }),
    run: [outfile],
  }
}

function vitest(pool: string): Environment {
  const test = { globals: true, include: ['cases.test.ts'], pool, cache: false, watch: false }
  return {
    title: `vitest, pool ${pool}`,
    type: 'module',
    extension: '.ts',
    more: MODULE,
    isTest: true,
    files: { 'vitest.config.mjs': `export default ${JSON.stringify({ test })}\n` },
    run: [command('vitest'), 'run', '--root', '.'],
    mapsPlaces: true,
    fails: stripsTypes ? {} : {
      'import() of a local module, threads': TYPES,
      'import() of a local module, processes': TYPES,
    },
  }
}

function jest(title: string, ...flags: string[]): Environment {
  const config = { transform: {}, testMatch: ['**/cases.test.mjs'], testEnvironment: 'node', cacheDirectory: './cache' }
  return {
    title: `jest, ${title}`,
    type: 'module',
    extension: '.mjs',
    more: MODULE,
    isTest: true,
    files: { 'jest.config.json': JSON.stringify(config) },
    run: ['--experimental-vm-modules', command('jest'), '-c=jest.config.json', '-i', '--watchman=false', ...flags],
  }
}

const MOCHA = [command('mocha'), '--no-config', '--no-package', '--timeout', '180000']

export const ENVIRONMENTS: readonly Environment[] = [
  { title: 'CommonJS', type: 'commonjs', extension: '.cjs', run: ['cases.cjs'] },
  { title: 'ES modules', type: 'module', extension: '.js', more: MODULE, run: ['cases.js'] },
  {
    title: "Node's own type stripping",
    missing: !stripsTypes && 'needs Node 22.18',
    type: 'module',
    extension: '.ts',
    importedAs: '.ts',
    // no enums and namespaces
    more: ['cases-import', 'cases-module'],
    run: ['cases.ts'],
    mapsPlaces: true,
  },
  { title: 'tsx, .ts as CommonJS', ...TSX, type: 'commonjs', extension: '.ts', run: ['--import', 'tsx', 'cases.ts'] },
  {
    // by --import, a .cts file can't require an ES module on Node 20; so, nothing imports one
    title: 'tsx/cjs, .cts',
    type: 'commonjs',
    extension: '.cts',
    more: ['cases-enum'],
    run: ['--require', 'tsx/cjs', 'cases.cts'],
    mapsPlaces: true,
  },
  { title: 'tsx, .ts as an ES module', ...TSX_MODULE, extension: '.ts', run: ['--import', 'tsx', 'cases.ts'] },
  { title: 'tsx, .mts, by its command', ...TSX_MODULE, extension: '.mts', run: [command('tsx'), 'cases.mts'] },
  tsc('CommonJS', 'commonjs', 'es2015'),
  tsc('CommonJS', 'commonjs', 'es2017'),
  tsc('CommonJS', 'commonjs', 'es2022'),
  tsc('ES modules', 'module', 'es2022'),
  tsc('ES modules, --enable-source-maps', 'module', 'es2022', ['--enable-source-maps']),
  { title: 'mocha, CommonJS', type: 'commonjs', extension: '.cjs', isTest: true, run: [...MOCHA, 'cases.test.cjs'] },
  {
    title: 'mocha with tsx, ES modules',
    ...TSX_MODULE,
    extension: '.ts',
    isTest: true,
    run: ['--import', 'tsx', ...MOCHA, 'cases.test.ts'],
  },
  vitest('forks'),
  vitest('threads'),
  vitest('vmThreads'),
  jest('ES modules'),
  jest('coverage by babel', '--coverage', '--coverageProvider=babel', '--collectCoverageFrom=*.mjs'),
  bundle('packages external', 'module', { packages: 'external' }),
  bundle('packages external, minified', 'commonjs', { packages: 'external', minify: true }),
  bundle('all but the library', 'module', { external: ['allcores'] }),
  bundle('all but the library, minified', 'commonjs', { external: ['allcores'], minify: true }),
]
