import { describe, expect, test } from 'vitest'
import { frameAt } from '../cine/clock.ts'
import { cineOf, clampRate, FASTEST, playsAtOnce, SLOWEST } from '../cine/rate.ts'
import { FIT } from '../geometry/presentation.ts'
import { spacingOf } from '../geometry/spacing.ts'
import { assigned, plansFor, shapeOf } from '../hanging/assign.ts'
import { matching } from '../hanging/match.ts'
import { STANDARD } from '../hanging/standard.ts'
import { type Keyimage, nextKeyImage } from '../marks/keyimages.ts'
import type { Shape } from '../marks/mark.ts'
import { measure } from '../marks/measure.ts'
import { decimalsFor, formatStat, linesOf, PLAIN_WORDS } from '../marks/text.ts'
import { pixelUnitOf } from '../marks/units.ts'
import { contentOf } from '../objects/sr/content.ts'
import { keyObjects } from '../output/dicom/keyObjects.ts'
import { COMPARABLE, comparability } from '../priors/score.ts'
import type { Frame } from '../stacks/frame.ts'
import { homeTool, type Preferences } from '../state/interface.ts'
import { createStore } from '../state/store.ts'
import { firstOfPage, shapeForTiles } from '../state/tiling.ts'
import { followingIndex, offsetBetween, tieOf } from '../sync/align.ts'
import { cutLine } from '../sync/lines.ts'
import { makeStack } from '../testing/stack.ts'
import { along, firstOf, values } from '../testing/values.ts'
import { actionFor } from '../tools/actions.ts'
import { pinched } from '../tools/navigate.ts'
import { twoFingers } from '../tools/touch.ts'

/** What radiologists expect, section by section, as the viewer's own figures and rules. Details have tests beside them. */

const SIZE = { width: 400, height: 400 }

describe('7 cine', () => {
  test('recommended rate, frame time, cine rate, then 24; single images 10; 1 to 60', () => {
    const rate = (of: Parameters<typeof values>[0], multiframe = true) => cineOf(values(of), 10, multiframe)
    expect(rate({ RecommendedDisplayFrameRate: [15], FrameTime: [40] }).rate).toBe(15)
    expect(rate({ FrameTime: [40], CineRate: [30] })).toMatchObject({ rate: 25, origin: 'FrameTime' })
    expect(rate({ CineRate: [30] }).rate).toBe(30)
    expect([rate({}).rate, rate({}, false).rate]).toEqual([24, 10])
    expect([SLOWEST, FASTEST, clampRate(500), clampRate(0)]).toEqual([1, 60, 60, 1])
  })

  test('sweep and trim are honoured, frames picked by the clock', () => {
    const cine = cineOf(
      values({ FrameTime: [100], PreferredPlaybackSequencing: [1], StartTrim: [2], StopTrim: [4] }),
      10,
      true,
    )
    expect([0, 100, 200, 300, 400].map((elapsed) => frameAt(cine, 1, elapsed))).toEqual([1, 2, 3, 2, 1])
    expect(frameAt(cine, 1, 10_050)).toBe(1 + (Math.floor(10_050 / 100) % 4))
  })

  test('only films of ultrasound and angiography may play by themselves', () => {
    const film = (Modality: string, NumberOfFrames: number) => {
      const stack = makeStack({ id: '1', Modality, positions: along(1) })
      const frames = stack.frames.map((frame) => ({
        ...frame,
        instance: { ...frame.instance, NumberOfFrames },
      }))
      return playsAtOnce({ ...stack, frames })
    }
    expect([film('US', 30), film('XA', 30), film('US', 1), film('CT', 30)]).toEqual([
      ...[true, true, false, false],
    ])
  })
})

describe('8 measurements', () => {
  const frame = firstOf(makeStack({ id: '1', positions: along(1), spacing: 0.5 }))
  const line: Shape = {
    tool: 'length',
    points: [
      [0, 0],
      [30, 40],
    ],
    label: '',
  }

  test('millimetres of the patient, otherwise pixels or a suffix', () => {
    const shown = (calibration: Frame['instance']['calibration']) => {
      const [stat] = measure(line, { ...frame, instance: { ...frame.instance, calibration } }, undefined)
      return stat && formatStat(stat, 'en')
    }
    expect(shown('body')).toBe('25.0 mm')
    expect(shown('Proj')).toBe('25.0 mm Proj')
    expect(shown('User')).toBe('25.0 mm User')
    expect(shown('none')).toContain('px')
  })

  test('what the spacing of a projection rests on', () => {
    const spacing = (more: Partial<Parameters<typeof spacingOf>[0]>) =>
      spacingOf({
        ...{ SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1', Modality: 'DX', PixelSpacing: [] },
        ...{ ImagerPixelSpacing: [], PixelAspectRatio: [], ...more },
      }).calibration
    expect(spacing({ PixelSpacing: [1, 1], PixelSpacingCalibrationType: 'GEOMETRY' })).toBe('ERMF')
    expect(spacing({ PixelSpacing: [1, 1], PixelSpacingCalibrationType: 'FIDUCIAL' })).toBe('Calibrated')
    expect(
      spacing({ ImagerPixelSpacing: [1, 1], DistanceSourceToDetector: 1800, DistanceSourceToPatient: 1500 }),
    ).toBe('ERMF')
    expect(spacing({ ImagerPixelSpacing: [1, 1] })).toBe('Proj')
    expect(spacing({ PixelSpacing: [1, 1] })).toBe('Unknown')
    expect(spacing({})).toBe('none')
  })

  test('digits: none from 100, one from 10, two from 1, three from 0.1', () => {
    expect([123.4, 45.67, 4.567, 0.4567].map((value) => decimalsFor(value))).toEqual([0, 1, 2, 3])
  })

  test('values have the unit of their modality, or none', () => {
    const unit = (Modality: string, more: object = {}) =>
      pixelUnitOf({ ...frame.instance, Modality, ...more })
    expect([unit('CT'), unit('MR'), unit('PT')]).toEqual(['HU', '', 'raw'])
    expect(unit('PT', { dataset: values({ Units: ['BQML'] }) })).toBe('Bq/ml')
  })

  test('area, mean, maximum, minimum, deviation; a circle begins with its radius', () => {
    const box: Shape = { ...line, tool: 'circle' }
    const flat = { columns: 200, rows: 200, at: () => [40] }
    const words = linesOf('', measure(box, frame, flat), PLAIN_WORDS, 'en').map((text) => text.split(' ')[0])
    expect(words).toEqual(['Radius', 'Area', 'Mean', 'Max', 'Min', 'Std'])
  })
})

describe('9 hanging protocols', () => {
  const facts = { modalities: ['MG'], StudyDescription: '', series: 4, priors: 0 }
  const best = (more: Partial<typeof facts>) => matching(STANDARD, { ...facts, ...more })[0]?.protocol

  test('studies are matched by rules with weights', () => {
    expect(best({})?.id).toBe('mammography')
    expect(best({ modalities: ['MR'], priors: 1 })?.id).toBe('follow-up')
    expect(best({ modalities: ['MR'], StudyDescription: 'MR Cardiac stress' })?.id).toBe('cardiac-mr')
    expect(best({ modalities: ['PT', 'CT'] })?.id).toBe('pet-ct')
    expect(best({ modalities: ['US'] })?.id).toBe('ultrasound')
  })

  test('a heart: four, three and two chambers and the short axis', () => {
    const stage = best({ modalities: ['MR'], StudyDescription: 'Herz MRT' })?.stages[0]
    if (!stage) throw new Error('no stage')
    const stacks = ['cine SAX', 'cine 2CH', 'Localizer', 'cine 4CH', 'cine 3CH'].map((SeriesDescription, n) =>
      makeStack({ id: String(n), Modality: 'MR', SeriesDescription, positions: along(25) }),
    )
    const plans = plansFor(stage, shapeOf(stage.shape, { rows: 1, columns: 1 }, 5))
    expect(assigned(plans, [stacks], [], new Set())).toEqual(['3', '4', '1', '0'])
  })

  test('patient right on the reader’s left, and stages by comma and point', () => {
    const stage = best({})?.stages[0]
    expect(stage?.shape).toEqual({ rows: 2, columns: 2 })
    expect(stage?.cells.map(({ display }) => display.wall)).toEqual(['right', 'left', 'right', 'left'])
    expect([actionFor(','), actionFor('.')]).toEqual(['previousStage', 'nextStage'])
  })

  test('priors are scored by modality, body part and words', () => {
    const study = {
      ...{ uuid: 'a', study_uid: '1', patientid: 'P', patient_name: 'A', patient_birth_date: null },
      ...{ modality: 'CT', study_description: 'CT Chest', study_date: '20260101', study_time: null },
      image_count: 1,
    }
    const score = (more: Partial<typeof study>) => comparability(study, { ...study, uuid: 'b', ...more })
    expect(score({})).toBeGreaterThanOrEqual(COMPARABLE)
    expect(score({ modality: 'MG', study_description: 'Mammography' })).toBeLessThan(COMPARABLE)
  })
})

describe('10 key images', () => {
  const stack = makeStack({ id: '1.2', positions: along(6) })

  test('scrolling can stop at them alone', () => {
    const images = new Map(
      ['1.2.2/1', '1.2.5/1'].map((key) => [
        key,
        {
          ...{ studyId: 's', SeriesInstanceUID: '1.2', SOPInstanceUID: key.slice(0, -2), frameNumber: 1 },
          ...{ uuid: key, author: '', authorId: '', saving: 'saved' as const },
        },
      ]),
    )
    const store = createStore<{ readonly images: ReadonlyMap<string, Keyimage> }>({ images })
    expect([nextKeyImage(stack, 0, 1, { store }), nextKeyImage(stack, 1, 1, { store })]).toEqual([1, 4])
    expect(nextKeyImage(stack, 4, 1, { store })).toBe(4)
  })

  test('as an object they are named in its content, frame by frame', () => {
    const [frame] = stack.frames
    const film = frame && { ...frame, frameNumber: 7, instance: { ...frame.instance, NumberOfFrames: 9 } }
    const object = keyObjects(film ? [film] : [], { name: 'Reader', at: new Date(2026, 0, 1) })
    const named = JSON.stringify(object ? contentOf(object) : undefined)
    expect(named).toContain('1.2.1')
    expect(JSON.stringify(object?.['0040A730'])).toContain('"Value":[7]')
  })
})

describe('11 synchronisation and crosshair', () => {
  const stack = (more: Partial<Parameters<typeof makeStack>[0]> = {}) =>
    makeStack({ id: '1', positions: along(10), ...more })

  test('one frame of reference by place, another by the offset when linked, other planes never', () => {
    expect(tieOf(stack(), stack({ id: '2' }))).toBe('position')
    expect(tieOf(stack(), stack({ id: '2', space: '9' }))).toBe('depth')
    expect(tieOf(stack(), stack({ id: '2', row: [0, 1, 0], column: [0, 0, -1] }))).toBeUndefined()
    const other = stack({ id: '2', space: '9', positions: along(10).map(([x, y, z]) => [x, y, z + 300]) })
    const offset = offsetBetween('depth', stack(), 2, other, 4)
    expect(followingIndex('depth', stack(), 5, other, offset)).toBe(7)
  })

  test('reference lines need planes that cross', () => {
    const [axial, sagittal] = [
      firstOf(stack()),
      firstOf(stack({ positions: [[100, 0, 100]], row: [0, 1, 0], column: [0, 0, -1] })),
    ]
    expect(cutLine(sagittal.plane, axial.plane)).toBeDefined()
    expect(cutLine(axial.plane, firstOf(stack({ positions: [[0, 0, 50]] })).plane)).toBeUndefined()
  })

  test('tiles show consecutive images, the last page full', () => {
    expect([0, 12, 20, -5].map((wanted) => firstOfPage(wanted, 26, 12))).toEqual([0, 12, 14, 0])
    expect(shapeForTiles({ rows: 4, columns: 4 }, 40)).toEqual({ rows: 4, columns: 4 })
    expect(shapeForTiles({ rows: 3, columns: 4 }, 5)).toEqual({ rows: 2, columns: 3 })
  })
})

describe('12 touch', () => {
  const apart = [
    [100, 100],
    [200, 100],
  ] as const

  test('a finger scrolls, two pinch and pan, two side by side up or down change the window', () => {
    const touch: Preferences = {
      ...{ mouseSet: 'scroll', byModality: {}, levelInverted: false, autoplay: false, suvType: 'bw' },
      own: { main: 'window', middle: 'pan', second: 'zoom' },
    }
    expect(homeTool(touch)).toBe('scroll')
    const move = (one: readonly [number, number], other: readonly [number, number]) =>
      twoFingers(apart, [
        [100 + one[0], 100 + one[1]],
        [200 + other[0], 100 + other[1]],
      ])
    expect([move([-20, 0], [20, 0]), move([20, 0], [20, 0]), move([0, 30], [0, 30])]).toEqual([
      ...['place', 'place', 'window'],
    ])
  })

  test('a pinch keeps what is between the fingers there', () => {
    expect(pinched(FIT, 2, [100, 100], [10, 0], SIZE)).toMatchObject({ zoom: 2, pan: [110, 100] })
  })
})
