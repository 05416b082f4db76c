import { expect, type Locator, type Page, test } from '@playwright/test'
import { type DataSet, part10File } from '../src/server/demo/part10.ts'
import { common, grey, uid, words } from './dicom.ts'
import { accessible } from './look.ts'
import { services, signIn } from './person.ts'
import { pictureOf } from './pixels.ts'
import { arrived, stow } from './stow.ts'

/** Presentation states of every kind over pictures, by the pixels on the screen (PS3.4 N.2). */

const SIZE = 8
const STORAGE = '1.2.840.10008.5.1.4.1.1'
/** Four columns wide each: stored 1034 on the left, 1124 on the right; by the slope of the file 10 and 100. */
const HALVES = Int16Array.from({ length: SIZE * SIZE }, (_, n) => (n % SIZE < SIZE / 2 ? 1034 : 1124))
const WHOLE = Int16Array.from({ length: SIZE * SIZE }, () => 60)

const lut = (first: number, entries: readonly number[]): DataSet => ({
  LUTDescriptor: [entries.length, first, 16],
  LUTData: words(Int16Array.from(entries)),
})

/** Red, green and blue of 256 entries each, 16 bits. */
function palette(of: (n: number) => readonly [number, number, number]): DataSet {
  const names = ['Red', 'Green', 'Blue'] as const
  return Object.fromEntries(
    names.flatMap((name, channel) => [
      [`${name}PaletteColorLookupTableDescriptor`, [256, 0, 16]],
      [
        `${name}PaletteColorLookupTableData`,
        words(Int16Array.from({ length: 256 }, (_, n) => (of(n)[channel] ?? 0) * 257)),
      ],
    ]),
  )
}

const window = (center: number, width: number, more: DataSet = {}): DataSet => ({
  SoftcopyVOILUTSequence: [{ WindowCenter: center, WindowWidth: width, ...more }],
})

/** An MR of two halves, another that covers its upper half, a colour picture, and states about them. */
function makeStudy() {
  const study_uid = uid()
  const space = uid()
  const file = (modality: string, SOPClass: string, SeriesNumber: number, more: DataSet) =>
    part10File({
      ...common('PRESENTATION^E2E', 'PRESENTATION', study_uid, modality, 'Made for a test'),
      SOPClassUID: `${STORAGE}.${SOPClass}`,
      SOPInstanceUID: uid(),
      SeriesNumber,
      InstanceNumber: 1,
      ...more,
    })
  const picture = (SOPClass: string, SeriesNumber: number, modality: string, more: DataSet) => {
    const ids = { SeriesInstanceUID: uid(), SOPInstanceUID: uid() }
    const bytes = file(modality, SOPClass, SeriesNumber, {
      ...grey(SIZE, true),
      FrameOfReferenceUID: space,
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      ImagePositionPatient: [0, 0, 0],
      PixelSpacing: [1, 1],
      SliceThickness: 2,
      ...ids,
      ...more,
    })
    const series: DataSet = {
      SeriesInstanceUID: ids.SeriesInstanceUID,
      ReferencedImageSequence: [
        { ReferencedSOPClassUID: `${STORAGE}.${SOPClass}`, ReferencedSOPInstanceUID: ids.SOPInstanceUID },
      ],
    }
    return { bytes, ReferencedSeriesSequence: [series] }
  }
  const below = picture('4', 1, 'MR', {
    RescaleSlope: 1,
    RescaleIntercept: -1024,
    WindowCenter: 50,
    WindowWidth: 200,
    PixelData: words(HALVES),
  })
  const above = picture('4', 2, 'MR', {
    // Higher by half: its lower edge lies on the middle of the other.
    ImagePositionPatient: [0, -4, 0],
    RescaleSlope: 1,
    RescaleIntercept: 0,
    WindowCenter: 50,
    WindowWidth: 100,
    PixelData: words(WHOLE),
  })
  const colour = picture('7', 3, 'OT', {
    SamplesPerPixel: 3,
    PlanarConfiguration: 0,
    PhotometricInterpretation: 'RGB',
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: Buffer.from(
      Array.from({ length: SIZE * SIZE }, (_, n) =>
        n % SIZE < SIZE / 2 ? [200, 20, 40] : [10, 150, 30],
      ).flat(),
    ),
  })
  const state = (ContentLabel: string, SOPClass: string, more: DataSet) =>
    file('PR', SOPClass, 10, { SeriesInstanceUID: uid(), ContentLabel, ...more })
  const { bytes: _, ...aboutBelow } = below
  const { bytes: __, ...aboutColour } = colour
  const states = [
    // Stored 1034 is seen as 20, 1124 as 80.
    state('TABLE', '11.1', {
      ...aboutBelow,
      ModalityLUTSequence: [
        lut(
          1034,
          Array.from({ length: 91 }, (_, n) => (n === 0 ? 20 : n === 90 ? 80 : 50)),
        ),
      ],
      ...window(50, 100, { VOILUTFunction: 'LINEAR_EXACT' }),
      PresentationLUTShape: 'IDENTITY',
    }),
    state('PRINTED', '11.1', {
      ...aboutBelow,
      RescaleSlope: 1,
      RescaleIntercept: -1024,
      ...window(55, 90, { VOILUTFunction: 'LINEAR_EXACT' }),
      PresentationLUTSequence: [lut(0, [10 * 257, 20 * 257, 30 * 257])],
    }),
    state('PSEUDO', '11.3', {
      ...aboutBelow,
      RescaleSlope: 1,
      RescaleIntercept: -1024,
      // 10 is the colour of place 0, 100 of place 255.
      ...window(55, 90, { VOILUTFunction: 'LINEAR_EXACT' }),
      ...palette((n) => [255 - n, n < 128 ? 77 : 33, n]),
    }),
    state('COLOUR', '11.2', { ...aboutColour, ImageHorizontalFlip: 'Y', ImageRotation: 0 }),
    state('BLEND', '11.4', {
      BlendingSequence: [
        {
          BlendingPosition: 'UNDERLYING',
          StudyInstanceUID: study_uid,
          ...aboutBelow,
          RescaleSlope: 1,
          RescaleIntercept: -1024,
          ...window(55, 90, { VOILUTFunction: 'LINEAR_EXACT' }),
        },
        {
          BlendingPosition: 'SUPERIMPOSED',
          StudyInstanceUID: study_uid,
          ReferencedSeriesSequence: above.ReferencedSeriesSequence,
          RescaleSlope: 1,
          RescaleIntercept: 0,
          // 60 is the colour of place 153.
          ...window(50, 100, { VOILUTFunction: 'LINEAR_EXACT' }),
        },
      ],
      RelativeOpacity: 0.4,
      ...palette((n) => [n === 153 ? 250 : 0, n === 153 ? 100 : 0, 50]),
    }),
  ]
  return { study_uid, files: [below.bytes, above.bytes, colour.bytes, ...states] }
}

/** The colour on the screen at points of the picture. */
async function colours(page: Page, view: Locator, points: readonly (readonly [number, number])[]) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const matrix = await view.locator('[data-view]').evaluate(({ dataset }) => dataset.matrix ?? '')
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = matrix.split(' ').map(Number)
  const { data, width } = await pictureOf(await view.screenshot())
  return points.map(([x, y]) => {
    const [column, row] = [Math.round(a * x + c * y + e), Math.round(b * x + d * y + f)]
    return [...data.subarray((row * width + column) * 3, (row * width + column) * 3 + 3)]
  })
}

/** Left above, right above, left below, right below: in the middle of halves, apart from what is written over them. */
const PLACES = [
  [2.5, 2.5],
  [5.5, 2.5],
  [2.5, 5.5],
  [5.5, 5.5],
] as const

async function expectColours(
  page: Page,
  view: Locator,
  wanted: readonly (readonly number[])[],
): Promise<void> {
  await expect(async () => {
    const found = await colours(page, view, PLACES)
    const off = found.flatMap((colour, n) =>
      colour.map((level, c) => Math.abs(level - (wanted[n]?.[c] ?? -9))),
    )
    expect(Math.max(...off), JSON.stringify(found)).toBeLessThanOrEqual(1)
  }).toPass({ timeout: 10_000 })
}

const greys = (...levels: number[]) => levels.map((level) => [level, level, level])

for (const painter of ['canvas', 'gpu'])
  test(`presentation states: tables, palettes, colours and blending, on the ${painter}`, async ({ page }) => {
    await page.addInitScript((choice) => localStorage.setItem('collimate.painter', choice), painter)
    await page.setViewportSize({ width: 1200, height: 800 })
    await signIn(page)
    const call = await services(page)
    const { study_uid, files } = makeStudy()
    await stow(page.request, files)
    const uuid = await arrived(call, study_uid)
    await page.goto(`/studies/${uuid}/view`)
    const view = page.getByRole('group', { name: 'Viewport 1' })
    await expect(view.locator(`[data-painter=${painter}]`)).toBeAttached()
    const plain = greys(...[77, 191, 77, 191])
    await expectColours(page, view, plain)
    const lay = (name: string) => page.getByRole('button', { name: `Presentation state, ${name}` }).click()

    await lay('TABLE')
    await expectColours(page, view, greys(51, 204, 51, 204))
    // A window by hand counts in the values of the state.
    await view.focus()
    await page.keyboard.press('9')
    await expectColours(page, view, greys(0, 255, 0, 255))
    await lay('TABLE')
    await expectColours(page, view, plain)

    await lay('PRINTED')
    await expectColours(page, view, greys(10, 30, 10, 30))
    await lay('PRINTED')

    await lay('PSEUDO')
    const [left, right] = [
      [255, 77, 0],
      [0, 33, 255],
    ]
    await expectColours(page, view, [left, right, left, right])
    await lay('PSEUDO')

    await lay('BLEND')
    const mixed = (below: number) => [250, 100, 50].map((level) => Math.round(0.4 * level + 0.6 * below))
    await expectColours(page, view, [mixed(0), mixed(255), [0, 0, 0], [255, 255, 255]])
    const opacity = page.getByRole('slider', { name: /BLEND/ })
    await expect(opacity).toHaveValue('40')
    await accessible(page)
    await opacity.fill('100')
    await expectColours(page, view, [[250, 100, 50], [250, 100, 50], ...greys(0, 255)])
    await lay('BLEND')

    await lay('COLOUR')
    const [red, green] = [
      [200, 20, 40],
      [10, 150, 30],
    ]
    // Points of the picture stay where they are in it: it is the screen that is turned.
    await expectColours(page, view, [red, green, red, green])
    expect(
      await view.locator('[data-view]').evaluate(({ dataset }) => Number(dataset.matrix?.split(' ')[0])),
    ).toBeLessThan(0)
    await call('/study/delete', { uuid })
  })
