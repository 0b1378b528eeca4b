import type {} from 'node:path'

const unit = 'mm'
const settings = { digits: 1 }
const measure = (n: number) => `${n.toFixed(settings.digits)} ${unit}`
class Ruler {
  readonly length: number
  constructor(length: number) {
    this.length = length
  }
  text() {
    return measure(this.length)
  }
}

module.exports = { measure, Ruler, settings, nested: { deep: () => unit } }
