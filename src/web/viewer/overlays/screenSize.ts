/**
 * Whether a screen is large enough to read a modality on. The pixels are those of the guidelines for electronic practice
 * of the ACR, AAPM and SIIM: 5 million for mammograms, 3 million for radiographs; for the rest about as many as 1280 by 1024.
 */

const MEGAPIXELS: Readonly<Record<string, number>> = { MG: 4.9, CR: 3, DX: 3, RG: 3, IO: 3 }
/** A little less than 1280 by 1024: screens of 1440 by 900 are the same for a reader. */
const OTHERS = 1.3

/** CSS pixels. Whatever its pixels, a screen that is held in a hand is too small. */
const SHORTEST_SIDE = 700

export interface ScreenSize {
  /** CSS pixels. */
  readonly width: number
  readonly height: number
  /** Pixels of the screen for one of CSS. */
  readonly ratio: number
}

export function isLargeEnough(Modality: string, { width, height, ratio }: ScreenSize): boolean {
  if (Math.min(width, height) < SHORTEST_SIDE) return false
  // A hundredth less is a rounded ratio.
  return (width * height * ratio * ratio) / 1e6 >= (MEGAPIXELS[Modality] ?? OTHERS) * 0.99
}

export const thisScreen = (): ScreenSize => ({
  width: window.screen.width,
  height: window.screen.height,
  ratio: window.devicePixelRatio,
})
