let count = 0
export const next = () => ++count
export const now = () => count
export function reset(to: number) {
  count = to
}
