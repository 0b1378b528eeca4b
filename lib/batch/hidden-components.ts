import { fieldsOf } from '../closure/text/class-fields.js'

interface ComponentClass {
  readonly name: string
  readonly components: readonly string[]
}

const known = new WeakSet<object>()

/**
 * The engine refuses a field that hides a component, too, but says nothing of `declare`.
 *
 * @param base the class whose constructor makes the components
 * @throws TypeError for a class, or one that it extends, with such a field
 */
export function assertNoneHidden(batchClass: ComponentClass, base: object): void {
  if (known.has(batchClass)) return
  const { components } = batchClass
  for (let each = batchClass; each !== base; each = Object.getPrototypeOf(each) as ComponentClass) {
    const fields = components.length > 0 ? fieldsOf(Function.prototype.toString.call(each)) : []
    const field = fields.find((name) => components.includes(name))
    if (field) throw hidden(field, each)
  }
  known.add(batchClass)
}

function hidden(field: string, { name }: ComponentClass): TypeError {
  return new TypeError(`'${field}' is a component, and a field of ${name} hides it: write \`declare ${field}: …\` there`)
}
