import { afterEach, expect, test, vi } from 'vitest'
import { answerCommands } from '#web/testing/server.ts'
import { createMarks } from '../marks/marks.ts'
import { createOutbox, type Outbox } from '../marks/outbox.ts'
import { sendEntry } from '../marks/send.ts'
import { ME, V1, V2 } from '../testing/marks.ts'
import { makeStack } from '../testing/stack.ts'
import { createDrafts } from './drafts.ts'
import { filledGaps } from './fillGaps.ts'
import { type Brush, countLabels, type Labels } from './labels.ts'
import { encodeRuns } from './runs.ts'
import { DRAFT_KEY } from './saved.ts'
import { volumesOf } from './volume.ts'

const boxes: Outbox[] = []
afterEach(() => {
  for (const box of boxes.splice(0)) box.stop()
  localStorage.clear()
})
const stack = makeStack({
  id: '1.2',
  size: 20,
  spacing: 2,
  positions: [0, 5, 10, 15, 20].map((z) => [0, 0, z]),
})
const frame = (index: number) => {
  const found = stack.frames[index]
  if (!found) throw new Error('no frame')
  return found
}
const brush: Brush = { radius: 4, segment: 1, mayTake: () => true, accepts: undefined }
const disc = (): Labels => {
  const labels: Labels = new Uint8Array(400)
  labels.fill(1, 100, 120)
  return labels
}

function open() {
  const outbox = createOutbox({
    userId: ME.uuid,
    send: sendEntry,
    storage: localStorage,
    confirmed: (key, delivered) => drafts.confirmed(key, delivered),
  })
  boxes.push(outbox)
  const drafts = createDrafts({ user: ME, outbox, reload: (studyId) => void marks.load(studyId) })
  const marks = createMarks({ user: ME, outbox, toJson: () => undefined, others: drafts.merge })
  marks.open({ studyId: 's1', StudyInstanceUID: '1', mayEdit: true, onlyOwn: false })
  const one = () => [...drafts.store.get().drafts.values()][0]
  const painted = (index: number) => {
    const slice = one()?.slices.get(`${frame(index).instance.SOPInstanceUID}/1`)
    return slice ? (countLabels(slice.labels).get(1) ?? 0) : 0
  }
  const dab = (index: number, more: Partial<Brush> = {}) => {
    const stroke = drafts.stroke(one()?.id ?? '', frame(index), { ...brush, ...more })
    stroke?.to([10, 10], [10, 10])
    return stroke
  }
  return { outbox, drafts, marks, one, painted, dab }
}
const accepting = () => {
  let made = 0
  return answerCommands({
    '/annotation/add': () => ({ body: { uuid: `u${++made}`, updated: V1 } }),
    '/annotation/set': ({ fields }) => ({ body: { uuid: fields.uuid, updated: V2 } }),
    '/annotation/delete': () => ({ body: {} }),
    '/annotation/list': () => ({ body: { annotations: [] } }),
  })
}
const quiet = () => vi.waitFor(() => expect(boxes.at(-1)?.state.get().entries.size).toBe(0))

test('each stroke is saved when it ends, and undone as a whole', async () => {
  const sent = accepting()
  const { drafts, one, painted, dab } = open()
  const draft = drafts.begin(stack, 'Liver', '')
  dab(0)?.end()
  dab(1)?.end()
  expect([painted(0), painted(1)]).toEqual([12, 12])
  await quiet()
  expect(one()).toMatchObject({ saving: 'saved', uuid: 'u1', version: V1 })
  const id = draft?.id ?? ''
  drafts.undo(id)
  expect([painted(0), painted(1)]).toEqual([12, 0])
  drafts.redo(id)
  expect(painted(1)).toBe(12)
  drafts.undo(id)
  drafts.undo(id)
  expect(one()?.slices.size).toBe(0)
  await quiet()
  expect(sent.some(({ path }) => path === '/annotation/delete')).toBe(true)
})

test('a stroke that is given up leaves nothing', async () => {
  accepting()
  const { drafts, painted, dab } = open()
  drafts.begin(stack, '', '')
  dab(0)?.cancel()
  expect(painted(0)).toBe(0)
  expect(drafts.store.get().past).toEqual([])
  await quiet()
})

test('what the server has not got is there again after a reload', async () => {
  answerCommands({
    '/annotation/add': () => Promise.reject(new TypeError('no connection')),
    '/annotation/list': () => Promise.reject(new TypeError('no connection')),
  })
  const before = open()
  before.drafts.begin(stack, 'Liver', '')
  before.dab(2)?.end()
  await vi.waitFor(() => expect(before.outbox.state.get().offline).toBe(true))
  before.outbox.stop()
  const after = open()
  expect(after.one()).toMatchObject({ name: 'Liver', saving: 'waiting', mayEdit: true })
  expect(after.painted(2)).toBe(12)
})

test('only images of the series that was begun on are painted', async () => {
  accepting()
  const { drafts, one } = open()
  drafts.begin(stack, '', '')
  const [other] = makeStack({ id: '1.9', size: 20, spacing: 2, positions: [[0, 0, 0]] }).frames
  expect(other && drafts.stroke(one()?.id ?? '', other, brush)).toBeUndefined()
  await quiet()
})

test('deleting a segment takes its pixels along, and comes back with them', async () => {
  accepting()
  const { drafts, one, painted, dab } = open()
  const id = drafts.begin(stack, '', '')?.id ?? ''
  dab(0)?.end()
  drafts.addSegment(id, 'Two')
  drafts.removeSegment(id, 1)
  expect(painted(0)).toBe(0)
  expect(one()?.segments.map(({ number }) => number)).toEqual([2])
  drafts.undo(id)
  expect(painted(0)).toBe(12)
  expect(one()?.segments.map(({ number }) => number)).toEqual([1, 2])
  await quiet()
})

const record = (json: object, user_id: string, more: object = {}) => ({
  uuid: 'head',
  user_id,
  user_name: 'Somebody',
  series_uid: '1.2',
  instance_uid: '1.2.1',
  frame_number: 1,
  json,
  stamp: 0,
  locked: 0,
  created: V1,
  updated: V1,
  ...more,
})
const head = {
  schema: 'collimate.segmentation/1',
  kind: 'segmentation',
  id: 'd',
  name: 'Theirs',
  segments: [],
}
const slice = (labels: Labels) => ({
  ...{ schema: 'collimate.segmentation/1', kind: 'slice', id: 'x', segmentation: 'd', rows: 20, columns: 20 },
  runs: encodeRuns(labels),
})

test('another reader’s is shown and not painted on; it counts as no strange annotation', async () => {
  answerCommands({
    '/annotation/list': () => ({
      body: { annotations: [record(head, 'other'), record(slice(disc()), 'other', { uuid: 'slice' })] },
    }),
  })
  const { marks, drafts, one, painted, dab } = open()
  await marks.load('s1')
  expect(one()).toMatchObject({ name: 'Theirs', mayEdit: false, author: 'Somebody' })
  expect(painted(0)).toBe(20)
  expect(dab(0)).toBeUndefined()
  expect(marks.store.get().foreign.get('s1')).toBe(0)
  drafts.remove('d')
  expect(one()).toBeDefined()
})

test('two windows of one reader: neither writes over the other unseen', async () => {
  let version = V1
  const sent = answerCommands({
    '/annotation/list': () => ({
      body: {
        annotations: [record(head, 'me'), record(slice(disc()), 'me', { uuid: 'slice', updated: version })],
      },
    }),
    '/annotation/set': ({ fields }) =>
      fields.updated === version
        ? { body: { uuid: fields.uuid, updated: 'v3' } }
        : { http: 412, body: { error_type: 'CHANGED' } },
  })
  const { marks, drafts, one, painted, outbox, dab } = open()
  await marks.load('s1')
  version = V2
  dab(0, { segment: 1, radius: 8 })?.end()
  await vi.waitFor(() => expect(outbox.entry(`${DRAFT_KEY}x`)?.refused).toBe('CHANGED'))
  await vi.waitFor(() => expect([...(one()?.slices.values() ?? [])][0]?.saving).toBe('conflict'))
  await vi.waitFor(() => expect([...(one()?.slices.values() ?? [])][0]?.version).toBe(V2))
  const mine = painted(0)
  expect(mine).toBeGreaterThan(20)
  drafts.decide('d', 'own')
  await quiet()
  expect(sent.filter(({ path }) => path === '/annotation/set').at(-1)?.fields.updated).toBe(V2)
  expect(painted(0)).toBe(mine)
})

test('the slices between are filled, and volumes follow', async () => {
  accepting()
  const { drafts, one, painted, dab } = open()
  drafts.begin(stack, '', '')
  dab(0)?.end()
  dab(4)?.end()
  const draft = one()
  if (!draft) throw new Error('no draft')
  drafts.paint(draft.id, filledGaps(draft, stack, 1))
  expect([1, 2, 3].map(painted)).toEqual([12, 12, 12])
  // 5 slices of 12 pixels of 4 mm², 5 mm apart.
  expect(volumesOf(stack, one()?.slices ?? new Map()).get(1)).toBeCloseTo((5 * 12 * 4 * 5) / 1000)
  drafts.undo(draft.id)
  expect(painted(2)).toBe(0)
  await quiet()
})
