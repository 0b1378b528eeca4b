/** A grayscale image: rows of pixels, one after the other. */
export interface Image {
  readonly width: number
  readonly pixels: Uint8Array
}

/** As a PGM file has it. */
export function encodePgm({ width, pixels }: Image): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${pixels.length / width}\n255\n`), pixels])
}

/** @throws TypeError for anything but a binary PGM file without comments */
export function decodePgm(file: Uint8Array): Image {
  const start = Buffer.from(file.subarray(0, 40)).toString('latin1')
  const header = /^P5\s(\d+)\s(\d+)\s255\s/.exec(start)
  if (!header) throw new TypeError(`expected a PGM file, which begins with 'P5', got one with '${start.slice(0, 10)}'`)
  const [all, width, height] = header
  return { width: Number(width), pixels: file.slice(all.length, all.length + Number(width) * Number(height)) }
}
