import { describe, expect, test } from 'vitest'
import type { Dataset } from '../data/dicomJson.ts'
import { lettersOf, lettersOfPlane, lettersOfProjection } from '../geometry/orientation.ts'
import { FIT, flippedHorizontally, imageToCanvas, rotated, zoomedAbout } from '../geometry/presentation.ts'
import { isReserved } from '../habits/keymap.ts'
import { stackState } from '../overlays/Completeness.tsx'
import { acquisitionOf, placeWordsOf, roomIn, shortened } from '../overlays/corners.ts'
import { isLocalizer, type Stack, seriesContent } from '../stacks/stack.ts'
import { buttonsFor, homeTool, type Preferences, toolOver } from '../state/interface.ts'
import { makeStack } from '../testing/stack.ts'
import { along, firstOf, values } from '../testing/values.ts'
import { actionFor, KEYS } from '../tools/actions.ts'
import { CLICK_DISTANCE } from '../tools/gesture.ts'
import { createWheelCounter } from '../tools/wheel.ts'
import { presetsFor } from '../voi/presets.ts'
import { dragFactor, dragged, draggedSuv, rangeOf, windowOf } from '../voi/window.ts'
import { planVolume } from '../volume/plan.ts'
import { STANDARD_VIEWS } from '../volume/views.ts'

/** What radiologists expect, section by section, as the viewer's own figures and rules. Details have tests beside them. */

const SIZE = { width: 400, height: 400 }

describe('1 mouse', () => {
  const preferences: Preferences = {
    mouseSet: 'standard',
    own: { main: 'pan', middle: 'zoom', second: 'scroll' },
    byModality: { CT: 'scroll' },
    levelInverted: false,
    autoplay: false,
    suvType: 'bw',
  }

  test('two sets and one of the reader’s own, another for a modality', () => {
    expect(buttonsFor(preferences)).toEqual({ main: 'window', middle: 'pan', second: 'zoom' })
    expect(buttonsFor(preferences, 'CT')).toEqual({ main: 'scroll', middle: 'pan', second: 'window' })
    expect(buttonsFor({ ...preferences, mouseSet: 'own' })).toEqual(preferences.own)
    expect(toolOver(homeTool(preferences), preferences, 'CT')).toBe('scroll')
    expect(toolOver('length', preferences, 'CT')).toBe('length')
  })

  test('less than three pixels are a click', () => expect(CLICK_DISTANCE).toBe(3))

  test('right is wider, up is brighter; IHE’s sense by choice; PET moves its upper end alone', () => {
    const window = { center: 40, width: 400 }
    expect(dragged(window, [10, -10], 4)).toEqual({ center: 0, width: 440 })
    expect(dragged(window, [0, -10], 4, true).center).toBe(80)
    expect(draggedSuv({ lower: 1, upper: 5 }, 80, 400)).toEqual({ lower: 1, upper: 4 })
    expect(draggedSuv({ lower: 0, upper: 1 }, 400, 400).upper).toBe(0.1)
  })

  test('a drag goes by the smaller of stored and actual range', () => {
    expect(dragFactor(12, { lower: -1000, upper: 5000 })).toBe(4)
    expect(dragFactor(16, { lower: 0, upper: 512 })).toBe(0.5)
    expect(dragFactor(undefined, { lower: 0, upper: 0 })).toBe(4)
  })

  test('a linear window is not its centre ± half its width', () => {
    expect(rangeOf({ center: 40, width: 400 })).toEqual({ lower: -160, upper: 239 })
    expect(rangeOf({ center: 40, width: 400 }, 'LINEAR_EXACT')).toEqual({ lower: -160, upper: 240 })
    expect(windowOf({ lower: -160, upper: 239 })).toEqual({ center: 40, width: 400 })
  })

  test('zoom is about the point under the press', () => {
    const zoomed = zoomedAbout(FIT, 2, [100, 100], SIZE)
    expect(zoomed).toMatchObject({ zoom: 2, pan: [100, 100] })
  })

  test('a wheel’s notch is one image, a trackpad’s stream one for forty pixels', () => {
    const count = createWheelCounter()
    expect([count(120, 0), count(-300, 0), count(0.4, 0)]).toEqual([1, -1, 0])
    expect([20, 19, 1].map((delta) => count(delta, 0))).toEqual([0, 0, 1])
  })
})

describe('2 keyboard', () => {
  test('the keys of a reading room', () => {
    const expected = {
      ArrowUp: 'previousImage',
      'Shift+ArrowDown': 'tenOn',
      Home: 'firstImage',
      PageDown: 'nextSeries',
      'Shift+Home': 'firstSeries',
      'Ctrl+ArrowRight': 'nextStudy',
      'Ctrl+ArrowUp': 'previousPatient',
      ArrowRight: 'nextViewport',
      ',': 'previousStage',
      '.': 'nextStage',
      w: 'window',
      z: 'zoom',
      p: 'pan',
      s: 'scroll',
      d: 'length',
      l: 'length',
      a: 'angle',
      e: 'ellipse',
      t: 'text',
      q: 'arrow',
      r: 'rotateRight',
      'Shift+r': 'rotateLeft',
      h: 'flipHorizontal',
      v: 'flipVertical',
      i: 'invert',
      '+': 'zoomIn',
      '-': 'zoomOut',
      '=': 'fit',
      c: 'cine',
      k: 'keyImage',
      o: 'overlays',
      Space: 'reset',
      Escape: 'cancel',
      Backspace: 'deleteMark',
      Delete: 'deleteMark',
      'Ctrl+z': 'undo',
      'Ctrl+y': 'redo',
      'Ctrl+Shift+z': 'redo',
      f: 'fullScreen',
      'Shift+F10': 'menu',
      ContextMenu: 'menu',
      0: 'fileWindow',
      9: 'fullRange',
      x: 'crosshair',
      'Ctrl+p': 'print',
      '?': 'shortcuts',
    }
    expect(Object.fromEntries(Object.keys(expected).map((chord) => [chord, actionFor(chord)]))).toEqual(
      expected,
    )
  })

  test('painting is a layer of keys of its own', () => {
    expect(['b', 'e', 'a', 'n', '[', ']'].map((chord) => actionFor(chord, true))).toEqual([
      ...['brush', 'rubber', 'addSegment', 'interpolate', 'brushSmaller', 'brushLarger'],
    ])
  })

  test('nothing that the browser keeps for itself', () => {
    expect(Object.values(KEYS).flat().filter(isReserved)).toEqual([])
  })
})

describe('3 CT window presets', () => {
  test('eight, by identifier and digit, for CT alone', () => {
    expect(presetsFor('CT').map(({ id, digit, width, center }) => [digit, id, width, center])).toEqual([
      ['1', 'soft-tissue', 400, 40],
      ['2', 'lung', 1500, -600],
      ['3', 'bone', 2500, 480],
      ['4', 'brain', 80, 40],
      ['5', 'mediastinum', 400, 40],
      ['6', 'liver', 150, 90],
      ['7', 'stroke', 40, 40],
      ['8', 'angio', 380, 120],
    ])
    expect(['MR', 'CR', 'US'].flatMap((Modality) => presetsFor(Modality))).toEqual([])
  })

  test('a reader’s own values stay with the preset', () => {
    expect(presetsFor('CT', { bone: { width: 2000, center: 500 } })[2]).toMatchObject({
      ...{ id: 'bone', digit: '3', width: 2000, center: 500 },
    })
  })

  test('every window of the file by its explanation', () => {
    const image = values({
      ...{ StudyInstanceUID: ['1'], SeriesInstanceUID: ['1.2'], SOPInstanceUID: ['1.2.3'], Modality: ['CT'] },
      ...{ Rows: [4], Columns: [4], PhotometricInterpretation: ['MONOCHROME2'] },
      ...{ WindowCenter: [40, -600], WindowWidth: [400, 1500] },
      WindowCenterWidthExplanation: ['SOFT', 'LUNG'],
    })
    const [stack] = seriesContent([image], '').stacks
    expect(stack && firstOf(stack).windows.map(({ explanation, center }) => [explanation, center])).toEqual([
      ['SOFT', 40],
      ['LUNG', -600],
    ])
  })
})

describe('4 overlays', () => {
  test('small tiles give up their corners one by one, the patient last', () => {
    expect(roomIn({ width: 800, height: 600 })).toEqual({ details: true, topRight: true, bottomLeft: true })
    expect(roomIn({ width: 320, height: 240 })).toEqual({ details: false, topRight: true, bottomLeft: true })
    expect(roomIn({ width: 250, height: 150 })).toEqual({ details: false, topRight: false, bottomLeft: true })
    expect(roomIn({ width: 120, height: 100 }).bottomLeft).toBe(false)
  })

  test('descriptions do not run into the other corner', () => {
    expect(shortened('x'.repeat(60))).toHaveLength(40)
  })

  test('where a study was made, and what is said of pictures by eye', () => {
    const dataset = values({
      ...{ InstitutionName: ['Lakeside'], StudyID: ['S7'], ImageComments: ['after cleaning'] },
      AnatomicRegionSequence: [values({ CodeMeaning: ['Forearm'] })],
    })
    const [picture] = makeStack({ id: '1', Modality: 'XC', positions: along(1), dataset }).frames
    const [section] = makeStack({ id: '1', Modality: 'CT', positions: along(1), dataset }).frames
    if (!picture || !section) throw new Error('no frame')
    expect(placeWordsOf(picture)).toEqual({ institution: 'Lakeside', studyId: 'S7' })
    expect(acquisitionOf(picture)).toMatchObject({ region: 'Forearm', comments: 'after cleaning' })
    expect(acquisitionOf(section)).toMatchObject({ region: undefined, comments: undefined })
  })

  test('how much of a stack is here: loading, all of it, or some missing', () => {
    const stack = makeStack({ id: '1', positions: along(3) })
    const ids = stack.frames.map(({ imageId }) => imageId)
    const state = (loaded: readonly string[], failed: readonly string[] = []) =>
      stackState(stack, {
        loaded: new Set(loaded),
        failed: new Map(failed.map((id) => [id, 'missing' as const])),
      }).state
    expect([state(ids.slice(1)), state(ids), state(ids.slice(1), ids.slice(0, 1))]).toEqual([
      ...['loading', 'complete', 'incomplete'],
    ])
  })
})

describe('5 orientation', () => {
  const plane = firstOf(makeStack({ id: '1', positions: along(1) })).plane

  test('the largest component first, up to three letters', () => {
    expect(lettersOf([1, 0, 0])).toBe('L')
    expect(lettersOf([-0.6, -0.7, 0.1])).toBe('ARH')
    expect(lettersOf([0, -1, 0.00005])).toBe('A')
    expect(lettersOf([0, -1, 0], true)).toBe('V')
  })

  test('letters follow flips and any turn', () => {
    const letters = (presentation: typeof FIT) =>
      lettersOfPlane(plane, imageToCanvas(plane, presentation, SIZE))
    expect(letters(FIT)).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' })
    expect(letters(flippedHorizontally(FIT))).toMatchObject({ left: 'L', right: 'R', top: 'A' })
    expect(letters(rotated(FIT, 30)).right).toBe('LA')
  })

  test('a projection’s words are hidden between quarter turns', () => {
    const words = (turn: number) =>
      lettersOfProjection(['L', 'F'], imageToCanvas(plane, rotated(FIT, turn), SIZE))
    expect(words(0)).toEqual({ right: 'L', left: 'R', bottom: 'F', top: 'H' })
    expect(words(90)).toEqual({ right: 'H', left: 'F', bottom: 'L', top: 'R' })
    expect(words(30)).toBeUndefined()
  })

  test('reformatted planes lie as radiologists look at them', () => {
    expect(STANDARD_VIEWS).toEqual({
      axial: { normal: [0, 0, -1], up: [0, -1, 0] },
      coronal: { normal: [0, -1, 0], up: [0, 0, 1] },
      sagittal: { normal: [1, 0, 0], up: [0, 0, 1] },
    })
  })
})

describe('6 series and stacks', () => {
  const image = (number: number, z: number, more: Parameters<typeof values>[0] = {}) =>
    values({
      ...{ StudyInstanceUID: ['1'], SeriesInstanceUID: ['1.2'], SOPInstanceUID: [`1.2.${number}`] },
      ...{ SOPClassUID: ['1.2.840.10008.5.1.4.1.1.2'], Modality: ['CT'], InstanceNumber: [number] },
      ...{ Rows: [4], Columns: [4], PhotometricInterpretation: ['MONOCHROME2'], PixelSpacing: [1, 1] },
      ...{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0], ImagePositionPatient: [0, 0, z] },
      ...more,
    })
  const stacks = (...images: Dataset[]) => seriesContent(images, '').stacks

  test('sorted by place where the images are parallel, otherwise by number', () => {
    const numbers = (found: readonly Stack[]) =>
      found.map(({ frames }) => frames.map(({ instance }) => instance.InstanceNumber))
    expect(numbers(stacks(image(3, 5), image(1, 0), image(2, 10)))).toEqual([[1, 3, 2]])
    const unplaced = { ImagePositionPatient: [], ImageOrientationPatient: [] }
    expect(numbers(stacks(image(2, 0, unplaced), image(1, 9, unplaced)))).toEqual([[1, 2]])
  })

  test('split by what makes another stack', () => {
    const other = (more: Parameters<typeof values>[0]) => stacks(image(1, 0), image(2, 5, more)).length
    expect(other({})).toBe(1)
    expect(other({ ImageType: ['DERIVED'] })).toBe(2)
    expect(other({ ContrastBolusAgent: ['Iohexol'] })).toBe(2)
    expect(other({ ConvolutionKernel: ['B70f'] })).toBe(2)
    expect(other({ GantryDetectorTilt: [12] })).toBe(2)
    expect(other({ ImageOrientationPatient: [0, 1, 0, 0, 0, -1] })).toBe(2)
    const mr = { Modality: ['MR'] }
    expect(
      stacks(image(1, 0, { ...mr, EchoTime: [10] }), image(2, 5, { ...mr, EchoTime: [80] })),
    ).toHaveLength(2)
  })

  test('planes and bodies from five images on', () => {
    const budget = { refused: undefined, bytes: 1e9, side: 2048 }
    expect(planVolume(makeStack({ id: '1', positions: along(4) }), budget)).toBe('tooFew')
    expect(planVolume(makeStack({ id: '1', positions: along(5) }), budget)).toMatchObject({ uneven: false })
  })

  test('localizers are known by their words', () => {
    const named = (SeriesDescription: string) =>
      isLocalizer(makeStack({ id: '1', SeriesDescription, positions: along(1) }))
    expect(['3-plane LOCALIZER', 'Scout', 'Survey', 'Locator', 'Bolus tracker'].every(named)).toBe(true)
    expect(named('T2 axial')).toBe(false)
  })
})
