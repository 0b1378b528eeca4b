import { ThreadWorker } from 'poolifier'
import * as tasks from '../tasks.js'

export default new ThreadWorker({ ...tasks } as unknown as Record<string, (item: unknown) => unknown>)
