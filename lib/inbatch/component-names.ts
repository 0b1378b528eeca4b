/** The components of a batch: its own list, or that of its class. */
export function componentNames(batch: object): readonly string[] {
  const { components } = batch as { components?: unknown }
  const ofClass = (batch.constructor as { components?: unknown } | undefined)?.components
  return [components, ofClass].find((names): names is readonly string[] => Array.isArray(names)) ?? []
}
