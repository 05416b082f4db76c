/** Points and directions. Two components: column and row, or x and y on the canvas. Three: patient space, LPS, mm. */
export type Point2 = readonly [number, number]
export type Vector3 = readonly [number, number, number]

export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

export const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

export const add = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
export const scale = (a: Vector3, factor: number): Vector3 => [a[0] * factor, a[1] * factor, a[2] * factor]
export const length = (a: Vector3): number => Math.hypot(a[0], a[1], a[2])

/** The direction of `a`, or undefined for a vector without one. */
export const direction = (a: Vector3): Vector3 | undefined => {
  const size = length(a)
  return Number.isFinite(size) && size > 1e-6 ? scale(a, 1 / size) : undefined
}

/** Directions that agree within about a degree. */
export const parallel = (a: Vector3, b: Vector3): boolean => dot(a, b) > 0.9998

export const distance = (a: Point2, b: Point2): number => Math.hypot(a[0] - b[0], a[1] - b[1])
export const midpoint = (a: Point2, b: Point2): Point2 => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
