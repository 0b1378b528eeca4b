/** Puts the median of each pixel and its eight neighbours in its place, which takes away single wrong pixels; edges stay. */
export function median(pixels: Uint8Array, width: number): void {
  const before = pixels.slice()
  const around = new Uint8Array(9)
  for (let i = width + 1; i < pixels.length - width - 1; i++) {
    const column = i % width
    if (column === 0 || column === width - 1) continue
    for (let k = 0; k < 9; k++) around[k] = before[i + (k % 3) - 1 + (Math.floor(k / 3) - 1) * width]!
    pixels[i] = around.sort()[4]!
  }
}
