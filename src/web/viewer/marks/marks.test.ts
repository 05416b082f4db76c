import { afterEach, expect, test, vi } from 'vitest'
import { answerCommands } from '#web/testing/server.ts'
import type { Frame } from '../stacks/frame.ts'
import { createKeyimages } from './keyimages.ts'
import type { Mark } from './mark.ts'
import { createMarks, type MarkedStudy } from './marks.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { type AnnotationJson, toJson } from './schema.ts'
import { keyimageKey, sendEntry } from './send.ts'

/** Versions as the server writes them. */
const V1 = '2026-11-23 18:00:00.000000+00'
const V2 = '2026-11-23 18:00:05.000000+00'
const ME = { uuid: 'me', name: 'Reader' }
const boxes: Outbox[] = []
afterEach(() => {
  for (const box of boxes.splice(0)) box.stop()
  localStorage.clear()
})

const frame: Frame = {
  instance: {
    StudyInstanceUID: '1',
    SeriesInstanceUID: '1.2',
    SOPInstanceUID: '1.2.3',
    SOPClassUID: '',
    Modality: 'CT',
    InstanceNumber: 1,
    NumberOfFrames: 1,
    transferSyntax: undefined,
    BitsStored: 12,
    colour: false,
    calibration: 'body',
    regions: [],
    patientOrientation: undefined,
    quadruped: false,
    negative: false,
    suv: undefined,
    lossy: false,
    lossyRatio: undefined,
    dataset: {},
  },
  frameNumber: 1,
  imageId: 'wadors:x',
  plane: {
    rows: 10,
    columns: 10,
    rowSpacing: 1,
    columnSpacing: 1,
    row: [1, 0, 0],
    column: [0, 1, 0],
    position: [0, 0, 0],
    located: true,
  },
  FrameOfReferenceUID: undefined,
  windows: [],
  voiFunction: 'LINEAR',
  modalityTable: undefined,
  SliceThickness: undefined,
  SliceLocation: undefined,
  splitKey: '',
}
const LINE = {
  tool: 'length',
  points: [
    [1, 1],
    [5, 1],
  ],
  label: '',
} as const

function open(rights: Partial<MarkedStudy> = {}) {
  const outbox = createOutbox({
    userId: ME.uuid,
    send: sendEntry,
    storage: localStorage,
    confirmed(key, delivered) {
      if (key.startsWith('mark:')) marks.confirmed(key.slice(5), delivered)
      else keyimages.confirmed(key, delivered)
    },
  })
  boxes.push(outbox)
  const marks = createMarks({ user: ME, outbox, toJson: (mark) => toJson(mark, frame, [], []) })
  const keyimages = createKeyimages({ user: ME, outbox })
  const study = { studyId: 's1', StudyInstanceUID: '1', mayEdit: true }
  marks.open({ ...study, onlyOwn: false, ...rights })
  keyimages.open({ ...study, schema: '/api/v3/storage/schema' })
  const draw = (): Mark => {
    const mark = marks.add(frame, LINE)
    if (!mark) throw new Error('not allowed to draw')
    return mark
  }
  return { marks, keyimages, outbox, draw }
}

const saved = (id: string, record: Record<string, unknown> = {}, json: Partial<AnnotationJson> = {}) => ({
  uuid: `server-${id}`,
  user_id: 'other',
  user_name: 'Colleague',
  series_uid: '1.2',
  instance_uid: '1.2.3',
  frame_number: 1,
  json: {
    schema: 'collimate.annotation/1',
    id,
    tool: 'length',
    image: {
      points: [
        [0, 0],
        [1, 1],
      ],
    },
    ...json,
  },
  stamp: 0,
  locked: 0,
  created: '2026-11-23 18:00:00.000000+00',
  updated: '2026-11-23 18:00:00.000000+00',
  ...record,
})
const quiet = () => vi.waitFor(() => expect(boxes.at(-1)?.state.get().entries.size).toBe(0))

test('a mark is saved with its image and takes the server’s uuid', async () => {
  const sent = answerCommands({ '/annotation/add': { body: { uuid: 'server-1', updated: V1 } } })
  const { marks, draw } = open()
  const { id } = draw()
  expect(marks.store.get().marks.get(id)?.saving).toBe('waiting')
  await quiet()
  expect(sent[0]).toMatchObject({
    path: '/annotation/add',
    fields: { study_id: 's1', series_uid: '1.2', instance_uid: '1.2.3', frame_number: '1' },
  })
  expect(JSON.parse(sent[0]?.fields.json ?? '')).toMatchObject({
    schema: 'collimate.annotation/1',
    id,
    tool: 'length',
  })
  expect(marks.store.get().marks.get(id)).toMatchObject({
    uuid: 'server-1',
    saving: 'saved',
    author: 'Reader',
  })
})

test('a change is set, a deletion deletes, undo brings the mark back as a new annotation with its own id', async () => {
  let added = 0
  const sent = answerCommands({
    '/annotation/add': () => ({ body: { uuid: `server-${++added}`, updated: V1 } }),
    '/annotation/set': ({ fields }) => ({ body: { uuid: fields.uuid, updated: V2 } }),
    '/annotation/delete': { body: {} },
  })
  const { marks, draw } = open()
  const mark = draw()
  await quiet()
  const now = marks.store.get().marks.get(mark.id)
  if (now)
    marks.commit(now, {
      ...LINE,
      points: [
        [1, 1],
        [9, 1],
      ],
    })
  await quiet()
  marks.remove(mark.id)
  await quiet()
  marks.undo()
  await quiet()
  expect(sent.map(({ path, fields }) => [path, fields.uuid])).toEqual([
    ['/annotation/add', undefined],
    ['/annotation/set', 'server-1'],
    ['/annotation/delete', 'server-1'],
    ['/annotation/add', undefined],
  ])
  expect(marks.store.get().marks.get(mark.id)).toMatchObject({
    uuid: 'server-2',
    points: [
      [1, 1],
      [9, 1],
    ],
  })
  marks.undo()
  await quiet()
  expect(JSON.parse(sent.at(-1)?.fields.json ?? '')).toMatchObject({
    id: mark.id,
    image: {
      points: [
        [1, 1],
        [5, 1],
      ],
    },
  })
  marks.redo()
  expect(marks.store.get().marks.get(mark.id)?.points).toEqual([
    [1, 1],
    [9, 1],
  ])
})

test('what other readers and programs made: author and time, locked where the server or the role says so', async () => {
  const annotations = [
    saved('a'),
    saved('b', { locked: 1 }),
    saved('c', { user_id: ME.uuid, user_name: ME.name }),
    saved('x', { json: { toolType: 'Length' } }),
  ]
  answerCommands({ '/annotation/list': { body: { annotations } } })
  const locked = async (rights: Partial<MarkedStudy>) => {
    const { marks } = open(rights)
    await marks.load('s1')
    return [...marks.store.get().marks.values()].map((mark) => mark.locked)
  }
  expect(await locked({})).toEqual([false, true, false])
  expect(await locked({ onlyOwn: true })).toEqual([true, true, false])
  expect(await locked({ mayEdit: false })).toEqual([true, true, true])
  const { marks } = open()
  await marks.load('s1')
  expect(marks.store.get().foreign.get('s1')).toBe(1)
  expect(marks.store.get().marks.get('a')).toMatchObject({
    author: 'Colleague',
    created: '2026-11-23 18:00:00.000000+00',
  })
})

test('a locked mark stays as it is', async () => {
  const sent = answerCommands({ '/annotation/list': { body: { annotations: [saved('b', { locked: 1 })] } } })
  const { marks } = open()
  await marks.load('s1')
  const mark = marks.store.get().marks.get('b')
  marks.remove('b')
  marks.preview('b', LINE)
  if (mark) marks.commit(mark, LINE)
  expect(marks.store.get().marks.get('b')).toEqual(mark)
  expect(sent).toHaveLength(1)
})

test('a live reload does not undo what is still on its way out', async () => {
  answerCommands({
    '/annotation/list': { body: { annotations: [saved('a'), saved('b')] } },
    '/annotation/delete': () => new Promise(() => undefined),
    '/annotation/add': () => new Promise(() => undefined),
  })
  const { marks, draw } = open()
  await marks.load('s1')
  marks.remove('a')
  const own = draw()
  await marks.load('s1')
  expect([...marks.store.get().marks.keys()]).toEqual(['b', own.id])
})

test('a mark whose confirmation was lost is found by its id instead of being added twice', async () => {
  const sent = answerCommands({
    '/annotation/list': { body: { annotations: [saved('a')] } },
    '/annotation/set': { body: { uuid: 'server-a', updated: V2 } },
  })
  const entry = { key: 'mark:a', kind: 'mark' as const, studyId: 's1', uncertain: true }
  const want = { series_uid: '1.2', instance_uid: '1.2.3', frame_number: 1, json: {} }
  expect(await sendEntry({ ...entry, want })).toEqual({ uuid: 'server-a', version: V2 })
  expect(sent.map(({ path }) => path)).toEqual(['/annotation/list', '/annotation/set'])
})

test('a mark that somebody deleted meanwhile is kept as a new one; a deletion of it is no failure', async () => {
  const gone = { http: 412, body: { error_type: 'NOT_FOUND' } }
  answerCommands({
    '/annotation/set': gone,
    '/annotation/delete': gone,
    '/annotation/add': { body: { uuid: 'server-2', updated: V1 } },
  })
  const entry = { key: 'mark:a', kind: 'mark' as const, studyId: 's1', uuid: 'server-1', uncertain: false }
  const want = { series_uid: '1.2', instance_uid: '1.2.3', frame_number: 1, json: {} }
  expect(await sendEntry({ ...entry, want })).toEqual({ uuid: 'server-2', version: V1 })
  expect(await sendEntry({ ...entry, want: null })).toBeUndefined()
})

test('a key image carries the version under which the image is stored; a second press takes it away', async () => {
  const sent = answerCommands({
    '/storage/schema': { body: { series: [{ images: [{ id: '1.2.3', version: 'v7' }] }] } },
    '/keyimage/add': { body: { uuid: 'key-1' } },
    '/keyimage/delete': { body: {} },
  })
  const { keyimages } = open()
  keyimages.toggle(frame)
  expect(keyimages.store.get().images.size).toBe(1)
  await quiet()
  expect(sent.at(-1)).toMatchObject({
    path: '/keyimage/add',
    fields: { version: 'v7', frame_number: '1', instance_uid: '1.2.3' },
  })
  keyimages.toggle(frame)
  expect(keyimages.store.get().images.size).toBe(0)
  await quiet()
  expect(sent.at(-1)).toMatchObject({ path: '/keyimage/delete', fields: { uuid: 'key-1' } })
})

test('another reader’s key image is theirs to remove', async () => {
  const { json, ...image } = saved('k')
  answerCommands({ '/keyimage/list': { body: { images: [{ ...image, version: 'v1' }] } } })
  const { keyimages, outbox } = open()
  await keyimages.load('s1')
  expect(json).toBeDefined()
  expect(keyimages.toggle(frame)).toBe(false)
  expect(outbox.entry(keyimageKey('s1', { SOPInstanceUID: '1.2.3', frameNumber: 1 }))).toBeUndefined()
})

test('marks of a study beside it are kept apart, and only where the reader may', async () => {
  const sent = answerCommands({
    '/annotation/list': ({ fields }) => ({ body: { annotations: [saved(fields.study_id ?? '')] } }),
    '/annotation/add': { body: { uuid: 'server-own', updated: V1 } },
  })
  const { marks } = open()
  marks.open({ studyId: 's2', StudyInstanceUID: '2', mayEdit: false, onlyOwn: false })
  await marks.load('s1')
  await marks.load('s2')
  const locked = [...marks.store.get().marks.values()].map((mark) => [mark.studyId, mark.locked])
  expect(locked).toEqual([
    ['s1', false],
    ['s2', true],
  ])
  const prior = { ...frame, instance: { ...frame.instance, StudyInstanceUID: '2' } }
  expect(marks.mayDraw(prior)).toBe(false)
  expect(marks.add(prior, LINE)).toBeUndefined()
  expect(sent.filter(({ path }) => path === '/annotation/add')).toEqual([])
})

test('a mark is locked for everybody and given free again', async () => {
  const sent = answerCommands({
    '/annotation/list': { body: { annotations: [saved('a')] } },
    '/annotation/lock': { body: {} },
    '/annotation/unlock': { body: {} },
  })
  const { marks } = open()
  await marks.load('s1')
  await marks.setLocked('a', true)
  expect(marks.store.get().marks.get('a')).toMatchObject({ locked: true, fixed: true })
  await marks.setLocked('a', true)
  await marks.setLocked('a', false)
  expect(marks.store.get().marks.get('a')).toMatchObject({ locked: false, fixed: false })
  expect(sent.slice(1).map(({ path, fields }) => [path, fields.uuid])).toEqual([
    ['/annotation/lock', 'server-a'],
    ['/annotation/unlock', 'server-a'],
  ])
})

/** A mark of which a colleague makes another version before the reader's change arrives. */
async function conflict(change: (marks: ReturnType<typeof open>['marks']) => void) {
  let theirs = false
  const sent = answerCommands({
    '/annotation/list': () => ({
      body: { annotations: [theirs ? saved('a', { updated: V2 }, { label: 'theirs' }) : saved('a')] },
    }),
    '/annotation/set': ({ fields }) =>
      fields.updated === V1
        ? { http: 412, body: { error_type: 'CHANGED' } }
        : { body: { uuid: fields.uuid, updated: 'v3' } },
    '/annotation/delete': ({ fields }) =>
      fields.updated === V1 ? { http: 412, body: { error_type: 'CHANGED' } } : { body: {} },
  })
  const { marks } = open()
  await marks.load('s1')
  theirs = true
  change(marks)
  await vi.waitFor(() =>
    expect(marks.store.get().marks.get('a')).toMatchObject({ saving: 'conflict', uuid: 'server-a' }),
  )
  await vi.waitFor(() => {
    const mark = marks.store.get().marks.get('a')
    expect(mark?.rival ?? mark?.deleting).toBeDefined()
  })
  return { marks, sent, now: () => marks.store.get().marks.get('a') }
}
const mine = (marks: ReturnType<typeof open>['marks']) => {
  const mark = marks.store.get().marks.get('a')
  if (mark) marks.commit(mark, { ...LINE, label: 'mine' })
}

test('two versions of a mark are both shown, and neither is written over by itself', async () => {
  const { now, sent } = await conflict(mine)
  expect(now()).toMatchObject({ label: 'mine', rival: { shape: { label: 'theirs' }, version: V2 } })
  expect(sent.filter(({ path }) => path === '/annotation/set')).toHaveLength(1)
})

test('the reader keeps their own, over the version that they saw', async () => {
  const { marks, now, sent } = await conflict(mine)
  await marks.decide('a', 'own')
  await quiet()
  expect(sent.filter(({ path }) => path === '/annotation/set').at(-1)?.fields.updated).toBe(V2)
  expect(now()).toMatchObject({ label: 'mine', saving: 'saved', version: 'v3' })
  expect(now()?.rival).toBeUndefined()
})

test('or takes the other’s', async () => {
  const { marks, now } = await conflict(mine)
  await marks.decide('a', 'theirs')
  expect(now()).toMatchObject({ label: 'theirs', saving: 'saved', version: V2 })
})

test('what somebody changed is not deleted unseen', async () => {
  const { marks, now, sent } = await conflict((all) => all.remove('a'))
  expect(now()).toMatchObject({ label: 'theirs', deleting: true })
  await marks.decide('a', 'own')
  await quiet()
  expect(now()).toBeUndefined()
  expect(sent.at(-1)).toMatchObject({ path: '/annotation/delete', fields: { updated: V2 } })
})
