import { piscina } from './piscina.js'
import { poolifier } from './poolifier.js'
import { tinypool } from './tinypool.js'
import { workerpool } from './workerpool.js'

/** Node's worker pools. */
export const pools = [
  workerpool('thread'),
  workerpool('process'),
  piscina(),
  piscina(8),
  tinypool,
  poolifier(),
  poolifier(true),
]
