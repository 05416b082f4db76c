import { expect, test } from 'vitest'
import { makeStack } from '../testing/stack.ts'
import { assigned, plansFor } from './assign.ts'
import { withProtocol } from './config.ts'
import { protocolFrom } from './fromScreen.ts'
import { protocolSchema } from './protocol.ts'

const stack = (id: string, SeriesDescription: string, study = '1') =>
  makeStack({ id, study, SeriesDescription, positions: [0, 1, 2, 3, 4, 5].map((z) => [0, 0, z]) })

const screen = () =>
  protocolFrom(
    { rows: 1, columns: 2 },
    [
      { stack: stack('lung', 'Lung 1.25'), prior: 0, window: { center: -500, width: 1400 }, plan: undefined },
      { stack: stack('old', 'Lung 1.25', '2'), prior: 1, window: undefined, plan: undefined },
    ],
    { modalities: ['CT'], StudyDescription: 'CT Chest' },
  )

test('a protocol from the screen hangs another such study the same way', () => {
  const protocol = { ...screen(), name: 'Mine' }
  expect(protocolSchema.parse(protocol)).toEqual(protocol)
  expect(protocol.match.map(({ attribute, value }) => [attribute, value])).toEqual([
    ['Modality', 'CT'],
    ['StudyDescription', 'CT Chest'],
    ['priors', '1'],
  ])
  const [stage] = protocol.stages
  if (!stage) throw new Error('no stage')
  expect(stage.cells[1]).toMatchObject({ prior: 1, like: 0 })
  expect(stage.cells[0]?.display.window).toEqual({ center: -500, width: 1400 })
  const plans = plansFor(stage, { rows: 1, columns: 2 })
  const studies = [
    [stack('soft', 'Soft 1.25'), stack('lung', 'Lung 1.25')],
    [stack('old soft', 'Soft 1.25', '2'), stack('old lung', 'Lung 1.25', '2')],
  ]
  expect(assigned(plans, studies, [], new Set())).toEqual(['lung', 'old lung'])
})

test('what other clients keep in the configuration stays', () => {
  const protocol = screen()
  const config = {
    layout: '2x2',
    hanging: [
      { id: 'theirs', odd: true },
      { ...protocol, name: 'before' },
    ],
  }
  expect(withProtocol(config, protocol.id, protocol)).toEqual({
    layout: '2x2',
    hanging: [{ id: 'theirs', odd: true }, protocol],
  })
  expect(withProtocol(config, protocol.id, undefined)).toEqual({
    layout: '2x2',
    hanging: [{ id: 'theirs', odd: true }],
  })
})
