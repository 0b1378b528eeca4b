/** Puts the median of a square around each pixel in its place, which takes away single wrong pixels; edges stay. */
export function median(pixels: Uint8Array, width: number, radius: number): void {
  const before = pixels.slice()
  const height = pixels.length / width
  for (let y = radius; y < height - radius; y++) {
    for (let x = radius; x < width - radius; x++) pixels[y * width + x] = medianAt(before, width, radius, x, y)
  }
}

function medianAt(pixels: Uint8Array, width: number, radius: number, x: number, y: number): number {
  const square = new Uint8Array((2 * radius + 1) ** 2)
  let i = 0
  for (let row = y - radius; row <= y + radius; row++) {
    for (let column = x - radius; column <= x + radius; column++) square[i++] = pixels[row * width + column]!
  }
  return square.sort()[square.length >> 1]!
}
