import type { TaskFunction } from '../model/task.js'
import type { Arguments } from './call-arguments.js'
import type { InbatchOptions, Init, Outcome, ParallelAction } from './types.js'

type MethodDecorator = <F extends TaskFunction>(method: F, context: ClassMethodDecoratorContext) => F

export function inbatchParallel<O extends InbatchOptions>(options: O): MethodDecorator
export function inbatchParallel<B, A extends unknown[], const O extends InbatchOptions>(
  options: O & { readonly init: 'runOnce' | 'run_once' },
  method: (this: B, ...args: A) => unknown,
): ParallelAction<B, A, Outcome<O, B>>
export function inbatchParallel<B, I, A extends unknown[], const O extends InbatchOptions>(
  options: O & { readonly init: string },
  method: (this: B, item: I, ...args: A) => unknown,
): ParallelAction<B, A, Outcome<O, B>>
export function inbatchParallel<B, L extends readonly unknown[], A extends unknown[], const O extends InbatchOptions>(
  options: O & { readonly init: Init<Arguments<L> | L, B> },
  method: (this: B, ...all: [...L, ...A]) => unknown,
): ParallelAction<B, A, Outcome<O, B>>
export function inbatchParallel<B, I, A extends unknown[], const O extends InbatchOptions>(
  options: O & { readonly init: Init<I, B> },
  method: (this: B, item: I, ...args: A) => unknown,
): ParallelAction<B, A, Outcome<O, B>>
export function inbatchParallel(options: InbatchOptions, method?: TaskFunction): unknown {
  throw new Error(`not yet: ${String(options)} ${String(method)}`)
}
