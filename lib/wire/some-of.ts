/** Like `some`, which takes ten times as long for a million numbers. */
export function someOf(values: ArrayLike<unknown>, test: (value: unknown) => boolean): boolean {
  for (let i = 0; i < values.length; i++) if (test(values[i])) return true
  return false
}
