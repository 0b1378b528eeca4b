import type { Contender } from '../harness/contender.js'

/** Whose start is measured, and how each is loaded: not before it is asked for. */
export const STARTERS: Readonly<Record<string, () => Promise<Contender>>> = {
  'bare Worker': async () => (await import('../rivals/bare-workers.js')).bareWorkers('thread'),
  'bare fork': async () => (await import('../rivals/bare-workers.js')).bareWorkers('process'),
  'allcores threads': async () => (await import('../rivals/allcores.js')).allcores('map', 'threads'),
  'allcores processes': async () => (await import('../rivals/allcores.js')).allcores('map', 'processes'),
  'workerpool, threads': async () => (await import('../rivals/workerpool.js')).workerpool('thread'),
  'workerpool, processes': async () => (await import('../rivals/workerpool.js')).workerpool('process'),
  piscina: async () => (await import('../rivals/piscina.js')).piscina(),
  tinypool: async () => (await import('../rivals/tinypool.js')).tinypool,
  poolifier: async () => (await import('../rivals/poolifier.js')).poolifier(),
}
