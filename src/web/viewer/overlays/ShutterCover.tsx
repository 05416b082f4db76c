import type { Point2 } from '../geometry/vector.ts'
import type { Shutter } from './shutter.ts'

const FAR = 100_000

/** Covers what a shutter does not leave open. */
export const ShutterCover = ({ shutter, to }: { shutter: Shutter; to: (point: Point2) => Point2 }) => (
  <svg
    aria-hidden="true"
    data-shutter
    className="pointer-events-none absolute inset-0 size-full overflow-hidden"
  >
    <ShutterPaths shutter={shutter} to={to} />
  </svg>
)

/** One cover for each opening, so that only what all of them show is seen. */
export function ShutterPaths({ shutter, to }: { shutter: Shutter; to: (point: Point2) => Point2 }) {
  const level = Math.round(shutter.grey * 255)
  return shutter.openings.map((opening, index) => (
    <path
      // biome-ignore lint/suspicious/noArrayIndexKey: an opening is its place in the file
      key={index}
      fillRule="evenodd"
      fill={`rgb(${level} ${level} ${level})`}
      d={`M${-FAR} ${-FAR}H${FAR}V${FAR}H${-FAR}ZM${opening.map((point) => to(point).join(' ')).join('L')}Z`}
    />
  ))
}
