import { cpSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { command, useProject } from './project.js'

const PROGRAM = `
import {
  action, args, Batch, D, Dataset, DatasetIndex, delayed, FilesIndex, inbatchParallel, mappedArray, Parallel, parallel, parallelAsync, parallelAsyncGen,
  partial, Pipeline, shared, taskOf, workerState,
} from 'allcores'

const square = (n: number) => n * n

export class Signals extends Batch<string> {
  static override components = ['samples'] as const
  declare samples: Float64Array[]
  amplify = inbatchParallel({ init: 'indices' }, function (this: Signals, _id: string, _k: number) {})
  sum = action(inbatchParallel({ init: 'samples', post: (results) => results }, (each: Float64Array) => each.length))
  power = inbatchParallel({ init: 'indices', target: 'mpc' }, function (this: Signals, _k: number) { return partial(square) })
}

export const dataset = new Dataset(new FilesIndex({ path: '.' }), Signals, { rate: 2 })
export const plain = new Dataset(['a', 'b'])
export class Rated extends Dataset<Signals> {}
export const batch = dataset.nextBatch(2)
export const item = batch.item('a')
export const amplified = batch.amplify(2)
export const pipeline = dataset.p.amplify(D('rate')).amplify(args([2]))
export const batches = pipeline.genBatch(2)
export const parts = dataset.split(0.5)
export const others = new Pipeline<Signals>().amplify(2)
export const index = new DatasetIndex(['a', 'b'])
export const task = delayed(square)(2)
export const instance = Parallel({ nJobs: 2 })
export const generator = Parallel({ returnAs: 'generator' })
export const results = instance([task])
export const mapped = parallel(square, [1, 2])
export const later = parallelAsync(square, [1, 2])
export const one = parallelAsyncGen(square, [1, 2])
export const handle = shared({ a: 1 })
export const failed = taskOf(new Error())
export const state = workerState
export const array = mappedArray
`

describe("declarations of a user's own modules", function () {
  this.timeout(60_000)
  const project = useProject()

  it('name what the library gives by what it exports', async () => {
    cpSync(fileURLToPath(new URL('../../lib', import.meta.url)), project.file('node_modules/allcores/dist/lib'), { recursive: true })
    project.write('package.json', '{ "type": "module" }')
    mkdirSync(project.file('src'))
    project.write('src/program.ts', PROGRAM)
    const options = '--ignoreConfig --strict --declaration --emitDeclarationOnly --skipLibCheck --target es2023 --module nodenext --types node'
    const { exitCode, stdout, stderr } = await project.run([command('typescript', 'tsc'), 'src/program.ts', ...options.split(' ')])
    expect(exitCode, stdout + stderr).to.equal(0)
  })
})
