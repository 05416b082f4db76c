import { expect, test } from 'vitest'
import type { Vector3 } from '../geometry/vector.ts'
import { counterpart } from '../priors/matching.ts'
import { makeStack } from '../testing/stack.ts'
import { assigned, plansFor, priorsIn, shapeOf } from './assign.ts'
import { laidBreast, wallSide } from './breast.ts'
import en from './locales/en.json' with { type: 'json' }
import { matching } from './match.ts'
import { STANDARD_NAMES } from './names.ts'
import { protocolSchema, protocolsIn } from './protocol.ts'
import { holds } from './rules.ts'
import { STANDARD } from './standard.ts'

const slices = (count: number): Vector3[] => Array.from({ length: count }, (_, index) => [0, 0, index])
const text = (...Value: string[]) => ({ vr: 'CS', Value })
const view = (side: string, position: string, study = '1') =>
  makeStack({
    id: `${study}.${side}${position}`,
    study,
    Modality: 'MG',
    positions: [[0, 0, 0]],
    located: false,
    dataset: { '00200062': text(side), '00185101': text(position) },
  })
const views = (study: string) =>
  [
    ['L', 'MLO'],
    ['R', 'CC'],
    ['L', 'CC'],
    ['R', 'MLO'],
  ].map(([side = '', position = '']) => view(side, position, study))

const standard = (id: string) => {
  const found = STANDARD.find((protocol) => protocol.id === id)
  if (!found) throw new Error(id)
  return found
}
const hung = (id: string, stage: number, studies: ReturnType<typeof views>[]) => {
  const found = standard(id).stages[stage]
  if (!found) throw new Error(`${id} ${stage}`)
  const plans = plansFor(found, shapeOf(found.shape, { rows: 1, columns: 1 }, studies[0]?.length ?? 0))
  return assigned(plans, studies, [], new Set())
}

test('the standard protocols are well formed, and every one and every stage has a name', () => {
  for (const protocol of STANDARD) expect(protocolSchema.safeParse(protocol).error).toBeUndefined()
  expect(STANDARD_NAMES.protocols.filter((id) => !(id in en.protocol))).toEqual([])
  expect(STANDARD_NAMES.stages.filter((name) => !(name in en.stage))).toEqual([])
})

test('the best fitting protocol hangs a study; of equals the narrower scope', () => {
  const study = { modalities: ['CT'], StudyDescription: 'CT Abdomen', series: 4, priors: 0 }
  const best = (facts: Partial<typeof study>, own = STANDARD) =>
    matching(own, { ...study, ...facts })[0]?.protocol
  expect(best({})?.id).toBe('ct')
  expect(best({ priors: 2 })?.id).toBe('follow-up')
  expect(best({ modalities: ['CT', 'PT'] })?.id).toBe('pet-ct')
  expect(best({ modalities: ['MG'] })?.id).toBe('mammography')
  expect(best({ modalities: ['DX'], priors: 1 })?.id).toBe('radiograph-follow-up')
  expect(best({ modalities: ['XA'] })?.id).toBe('any')
  const mine = { ...standard('ct'), id: 'mine', scope: 'user' as const }
  expect(best({}, [...STANDARD, mine])?.id).toBe('mine')
})

test('why: the rules that hold', () => {
  const facts = { modalities: ['CT'], StudyDescription: '', series: 1, priors: 1 }
  expect(matching(STANDARD, facts)[0]?.why.map(({ attribute }) => attribute)).toEqual(['Modality', 'priors'])
})

test('rules speak of texts, numbers and lists', () => {
  const rule = { attribute: 'Modality', required: false, weight: 1 } as const
  expect(holds({ ...rule, test: 'is', value: 'ct | mr' }, ['MR'])).toBe(true)
  expect(holds({ ...rule, test: 'contains', value: 'abd' }, 'CT ABDOMEN')).toBe(true)
  expect(holds({ ...rule, test: 'excludes', value: 'abd' }, undefined)).toBe(true)
  expect(holds({ ...rule, test: 'atLeast', value: '5' }, 5)).toBe(true)
  expect(holds({ ...rule, test: 'atMost', value: '5' }, undefined)).toBe(false)
  expect(holds({ ...rule, test: 'is', value: 'false' }, false)).toBe(true)
})

test('four views: right breast on the left, CC above MLO, however the series come', () => {
  expect(hung('mammography', 0, [views('1')])).toEqual(['1.RCC', '1.LCC', '1.RMLO', '1.LMLO'])
})

test('eight views: the prior’s along the top', () => {
  expect(hung('mammography', 1, [views('1'), views('2')])).toEqual([
    ...['2.RMLO', '2.LMLO', '2.RCC', '2.LCC'],
    ...['1.RMLO', '1.LMLO', '1.RCC', '1.LCC'],
  ])
  expect(standard('mammography').stages.map(priorsIn)).toEqual([0, 1, 1, 1, 0, 0])
})

test('follow-up: the main series beside the one of the prior that shows the same', () => {
  const soft = makeStack({ id: 'soft', SeriesDescription: 'Soft 1.25', positions: slices(20) })
  const lung = makeStack({ id: 'lung', SeriesDescription: 'Lung 1.25', positions: slices(20) })
  const scout = makeStack({ id: 'scout', SeriesDescription: 'Scout', positions: slices(2) })
  const old = (id: string, SeriesDescription: string) =>
    makeStack({ id, study: '2', SeriesDescription, positions: slices(18) })
  const prior = [old('old lung', 'Lung 1.25'), old('old soft', 'Soft 1.25')]
  expect(hung('follow-up', 0, [[scout, soft, lung], prior])).toEqual(['soft', 'old soft'])
  expect(hung('follow-up', 1, [[scout, soft, lung], prior])).toEqual(['soft', 'old soft', 'lung', 'old lung'])
  expect(counterpart(scout, prior)).toBeUndefined()
})

test('what the reader put somewhere stays there; what fits better comes in by itself', () => {
  const few = makeStack({ id: 'few', positions: slices(2) })
  const many = makeStack({ id: 'many', positions: slices(20) })
  const other = makeStack({ id: 'other', positions: slices(20) })
  const [stage] = standard('ct').stages
  if (!stage) throw new Error('no stage')
  const plans = plansFor(stage, { rows: 1, columns: 1 })
  expect(assigned(plans, [[few]], [], new Set())).toEqual(['few'])
  expect(assigned(plans, [[few, many]], ['few'], new Set())).toEqual(['many'])
  expect(assigned(plans, [[few, many, other]], ['other'], new Set())).toEqual(['other'])
  expect(assigned(plans, [[few, many]], ['few'], new Set([0]))).toEqual(['few'])
})

test('as many tiles as there are series, up to what the stage allows', () => {
  const own = { rows: 1, columns: 1 }
  expect(shapeOf({ fitted: 4 }, own, 1)).toEqual({ rows: 1, columns: 1 })
  expect(shapeOf({ fitted: 4 }, own, 3)).toEqual({ rows: 2, columns: 2 })
  expect(shapeOf({ fitted: 2 }, own, 9)).toEqual({ rows: 1, columns: 2 })
  expect(shapeOf('own', own, 9)).toEqual(own)
})

test('the chest wall stands at its side, turned only where the file says that it lies otherwise', () => {
  const breast = (orientation: [string, string]) => {
    const [frame] = makeStack({ id: 'b', positions: [[0, 0, 0]], size: 100, located: false }).frames
    if (!frame) throw new Error('no frame')
    return { ...frame, instance: { ...frame.instance, patientOrientation: orientation } }
  }
  const tile = (orientation: [string, string], wall: 'left' | 'right', laterality: 'R' | 'L') =>
    laidBreast({ frame: breast(orientation), size: { width: 400, height: 200 }, wall, laterality }, 1)
  expect(wallSide(breast(['P', 'L']))).toBe('right')
  expect(tile(['P', 'L'], 'right', 'R')).toMatchObject({
    flipped: false,
    rotation: 0,
    pan: [150, 0],
    zoom: 0.5,
  })
  expect(tile(['A', 'L'], 'right', 'R')).toMatchObject({ flipped: true, rotation: 0 })
  expect(tile(['A', 'R'], 'left', 'L')).toMatchObject({ flipped: false, rotation: 0, pan: [-150, 0] })
  // Stored on its head: half a turn, which mirrors nothing.
  expect(tile(['A', 'R'], 'right', 'R')).toMatchObject({ flipped: false, rotation: 180 })
})

test('what is no protocol in a configuration is left out', () => {
  const config = { hanging: [standard('ct'), { id: 'broken' }, 7], theme: 'dark' }
  expect(protocolsIn(config, 'account').map(({ id, scope }) => [id, scope])).toEqual([['ct', 'account']])
  expect(protocolsIn(undefined, 'user')).toEqual([])
})
