import { Task, type TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { argumentsAt } from './column.js'
import type { BatchMessage } from './message.js'

/** The tasks of a batch where it has arrived; `functionOf` gives those that are there by now. */
export function decodeBatch({ size, fns, args }: BatchMessage, functionOf: (id: number) => TaskFunction): Tasks {
  if (typeof fns === 'number' && 'single' in args) return new MappedTasks(functionOf(fns), args.single)
  const fnAt = typeof fns === 'number' ? () => functionOf(fns) : (position: number) => functionOf(fns[position]!)
  return Array.from({ length: size }, (_, position) => new Task(fnAt(position), argumentsAt(args, position)))
}
