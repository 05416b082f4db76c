/** How many millimetres a pixel is, and how far that may be believed (conventions 8; PS3.3 10.7, C.8.11.3, C.7.6.3.1.1). */

/**
 * What the calibration rests on. Each but `body` is printed behind the unit: lengths of a projection are not true size.
 *
 * - `body`: measured in the patient (CT, MR ...)
 * - `ERMF`: detector spacing divided by the magnification
 * - `Calibrated`: against an object of known size
 * - `Proj`: in the detector plane
 * - `Unknown`: a projection that does not say which plane
 * - `User`: set by hand of the reader
 * - `none`: pixels
 */
export type Calibration = 'body' | 'ERMF' | 'Calibrated' | 'Proj' | 'Unknown' | 'User' | 'none'

export interface Spacing {
  readonly rowSpacing: number
  readonly columnSpacing: number
  readonly calibration: Calibration
}

export interface SpacingAttributes {
  readonly SOPClassUID: string
  readonly Modality: string
  readonly PixelSpacing: readonly number[]
  readonly ImagerPixelSpacing: readonly number[]
  readonly PixelAspectRatio: readonly number[]
  readonly PixelSpacingCalibrationType?: string
  readonly EstimatedRadiographicMagnificationFactor?: number
  readonly DistanceSourceToDetector?: number
  readonly DistanceSourceToPatient?: number
}

const PROJECTION = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(1|1\.[123](\.1(\.1)?)?|12\.[123](\.\d)?)$/

export const isProjection = (SOPClassUID: string): boolean => PROJECTION.test(SOPClassUID)

const pair = (spacing: readonly number[]): readonly [number, number] | undefined => {
  const [row, column] = spacing
  return row !== undefined && column !== undefined && row > 0 && column > 0 ? [row, column] : undefined
}

const of = ([row, column]: readonly [number, number], calibration: Calibration, divisor = 1): Spacing => ({
  rowSpacing: row / divisor,
  columnSpacing: column / divisor,
  calibration,
})

const pixels = (aspect: readonly number[]): Spacing => {
  // PixelAspectRatio is vertical \ horizontal: 2\1 means pixels twice as tall as wide.
  const [vertical, horizontal] = pair(aspect) ?? [1, 1]
  return { rowSpacing: vertical / horizontal, columnSpacing: 1, calibration: 'none' }
}

const magnification = (image: SpacingAttributes): number | undefined => {
  const estimated = image.EstimatedRadiographicMagnificationFactor
  if (estimated !== undefined && estimated > 1) return estimated
  const { DistanceSourceToDetector: detector, DistanceSourceToPatient: patient } = image
  if (detector !== undefined && patient !== undefined && patient > 0 && detector > patient)
    return detector / patient
  return undefined
}

export function spacingOf(image: SpacingAttributes): Spacing {
  const inPatient = pair(image.PixelSpacing)
  if (!isProjection(image.SOPClassUID))
    return inPatient ? of(inPatient, 'body') : pixels(image.PixelAspectRatio)

  if (inPatient && image.PixelSpacingCalibrationType === 'GEOMETRY') return of(inPatient, 'ERMF')
  if (inPatient && image.PixelSpacingCalibrationType === 'FIDUCIAL') return of(inPatient, 'Calibrated')
  const atDetector = pair(image.ImagerPixelSpacing)
  if (!atDetector) return inPatient ? of(inPatient, 'Unknown') : pixels(image.PixelAspectRatio)
  const factor = magnification(image)
  if (factor !== undefined) return of(atDetector, 'ERMF', factor)
  if (inPatient && inPatient[0] < atDetector[0]) return of(inPatient, 'ERMF')
  return of(inPatient ?? atDetector, 'Proj')
}
