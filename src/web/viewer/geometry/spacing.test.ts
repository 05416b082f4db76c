import { expect, test } from 'vitest'
import { type SpacingAttributes, spacingOf } from './spacing.ts'

const DX = '1.2.840.10008.5.1.4.1.1.1.1'
const image = (attributes: Partial<SpacingAttributes>) =>
  spacingOf({
    SOPClassUID: DX,
    Modality: 'DX',
    PixelSpacing: [],
    ImagerPixelSpacing: [],
    PixelAspectRatio: [],
    ...attributes,
  })

test('a slice is measured in the patient', () => {
  expect(image({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', PixelSpacing: [0.7, 0.8] })).toEqual({
    rowSpacing: 0.7,
    columnSpacing: 0.8,
    calibration: 'body',
  })
})

test('a projection says what its millimetres rest on', () => {
  const at = { ImagerPixelSpacing: [0.2, 0.2], PixelSpacing: [0.2, 0.2] }
  expect(image({ ...at, PixelSpacingCalibrationType: 'GEOMETRY' }).calibration).toBe('ERMF')
  expect(image({ ...at, PixelSpacingCalibrationType: 'FIDUCIAL' }).calibration).toBe('Calibrated')
  expect(image(at).calibration).toBe('Proj')
  expect(image({ PixelSpacing: [0.2, 0.2] }).calibration).toBe('Unknown')
  expect(image({ ...at, PixelSpacing: [0.15, 0.15] })).toMatchObject({
    rowSpacing: 0.15,
    calibration: 'ERMF',
  })
})

test('the magnification divides the detector’s spacing', () => {
  expect(
    image({ ImagerPixelSpacing: [0.3, 0.3], EstimatedRadiographicMagnificationFactor: 1.5 }),
  ).toMatchObject({
    calibration: 'ERMF',
    rowSpacing: 0.3 / 1.5,
  })
  const distances = { DistanceSourceToDetector: 1800, DistanceSourceToPatient: 1500 }
  expect(image({ ImagerPixelSpacing: [0.3, 0.3], ...distances }).columnSpacing).toBeCloseTo(0.25)
  const impossible = { DistanceSourceToDetector: 1000, DistanceSourceToPatient: 1500 }
  expect(image({ ImagerPixelSpacing: [0.3, 0.3], ...impossible }).calibration).toBe('Proj')
})

test('without spacing, or with one of zero, pixels are pixels and keep their shape', () => {
  expect(image({})).toEqual({ rowSpacing: 1, columnSpacing: 1, calibration: 'none' })
  expect(image({ PixelSpacing: [0, 0] }).calibration).toBe('none')
  expect(image({ PixelAspectRatio: [2, 1] }).rowSpacing).toBe(2)
})
