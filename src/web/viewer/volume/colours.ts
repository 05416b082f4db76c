import { utilities } from '@cornerstonejs/core'

/** Colour scales for a second volume over the first, black where it has nothing. */
export const COLOURS = ['hot', 'rainbow', 'cool'] as const

const SCALES: Record<(typeof COLOURS)[number], readonly (readonly [number, number, number, number])[]> = {
  hot: [
    [0, 0, 0, 0],
    [0.35, 0.9, 0, 0],
    [0.7, 1, 0.9, 0],
    [1, 1, 1, 1],
  ],
  rainbow: [
    [0, 0, 0, 0.5],
    [0.25, 0, 0.7, 1],
    [0.5, 0, 0.9, 0.2],
    [0.75, 1, 0.9, 0],
    [1, 0.9, 0, 0],
  ],
  cool: [
    [0, 0, 0, 0],
    [0.5, 0.1, 0.3, 0.9],
    [1, 0.8, 1, 1],
  ],
}

let registered = false

/** Makes the scales known to Cornerstone, once. */
export function registerColours(): void {
  if (registered) return
  registered = true
  for (const Name of COLOURS) {
    utilities.colormap.registerColormap({ Name, ColorSpace: 'RGB', RGBPoints: SCALES[Name].flat() })
  }
}
