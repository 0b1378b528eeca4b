/** Environment variables by which native code is told how many threads to use. */
const VARIABLES = [
  'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'BLIS_NUM_THREADS', 'VECLIB_MAXIMUM_THREADS',
  'NUMEXPR_NUM_THREADS', 'NUMBA_NUM_THREADS', 'RAYON_NUM_THREADS', 'TOKIO_WORKER_THREADS', 'VIPS_CONCURRENCY',
  'TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'POLARS_MAX_THREADS', 'GOMAXPROCS',
]
/** How many threads Node itself uses unless told otherwise. */
const MOST_OF_NODE = 4

/** Variables for the number of threads that the user wants, also where the program's own environment says otherwise. */
export function wantedThreads(threads: number): Record<string, string> {
  return { ...limits(threads, VARIABLES), UV_THREADPOOL_SIZE: String(Math.min(MOST_OF_NODE, threads)) }
}

/** Variables for a sensible number of threads, only where the program's own environment says nothing. */
export function defaultThreads(threads: number): Record<string, string> {
  return limits(threads, VARIABLES.filter((variable) => process.env[variable] === undefined))
}

function limits(threads: number, variables: readonly string[]): Record<string, string> {
  return Object.fromEntries(variables.map((variable) => [variable, String(threads)]))
}
