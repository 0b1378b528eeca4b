import { expect } from 'chai'
import { useWarnings } from '../../helpers/warnings.js'

type FileWarnings = typeof import('../../../lib/arrays/lend/file-warnings.js')

describe('warnings that processes share no arrays', () => {
  const warnings = useWarnings()
  const { ALLCORES_MMAP } = process.env
  let module: FileWarnings
  beforeEach(async () => {
    delete process.env.ALLCORES_MMAP
    module = (await import(new URL('../../../lib/arrays/lend/file-warnings.js?fresh', import.meta.url).href)) as FileWarnings
  })
  afterEach(() => {
    delete process.env.ALLCORES_MMAP
    if (ALLCORES_MMAP !== undefined) process.env.ALLCORES_MMAP = ALLCORES_MMAP
  })
  const told = async () => {
    await new Promise((resolve) => void setImmediate(resolve))
    return warnings
  }

  it('one tells how to map files, unless nobody wants to', async () => {
    process.env.ALLCORES_MMAP = '0'
    module.warnOfNoMmap()
    expect(await told()).to.deep.equal([])
    delete process.env.ALLCORES_MMAP
    module.warnOfNoMmap()
    module.warnOfNoMmap()
    expect(await told()).to.have.length(1)
    expect(warnings[0]).to.include({ name: 'AllcoresWarning', code: 'WARN_NO_MMAP' })
    expect(warnings[0]!.message).to.include('npm install koffi').and.include('mmapMode: null')
  })

  it('the other what to do if no file can be made', async () => {
    module.warnOfNoFiles()
    module.warnOfNoFiles()
    expect(await told()).to.have.length(1)
    expect(warnings[0]!.message).to.include('tempFolder')
  })
})
