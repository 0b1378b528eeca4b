/**
 * Gives an object what the user's options have beyond those that are known.
 *
 * @throws TypeError for a name that it has already
 */
export function setAttributes(target: object, attributes: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (name in target) throw new TypeError(`${target.constructor.name} has '${name}' already. Give the attribute another name`)
    Object.assign(target, { [name]: value })
  }
}
