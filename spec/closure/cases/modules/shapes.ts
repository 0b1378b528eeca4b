const unit = 'cm'
export const defaultSide = 2
export const settings = { digits: 2, names: ['square', 'circle'] }
export default function area(side = defaultSide) {
  return `${side ** 2} ${unit}2`
}
export const perimeter = (side: number) => `${4 * side} ${unit}`
export class Square {
  static made = 0
  readonly side: number
  constructor(side: number) {
    this.side = side
    Square.made++
  }
  area() {
    return area(this.side)
  }
}
export const square = new Square(3)
export { perimeter as renamedPerimeter }
export const quarter = perimeter.bind(null, 1)
export const helpers = { double: (x: number) => x * 2 * defaultSide, nested: { unit: () => unit } }
