import { afterEach, expect, test } from 'vitest'
import { answerCommands } from '#web/testing/server.ts'
import { closeMarks, frame, LINE, ME, openMarks, quiet, saved, V1, V2 } from '../testing/marks.ts'
import type { MarkedStudy } from './marks.ts'
import { keyimageKey, sendEntry } from './send.ts'

afterEach(closeMarks)

test('a mark is saved with its image and takes the server’s uuid', async () => {
  const sent = answerCommands({ '/annotation/add': { body: { uuid: 'server-1', updated: V1 } } })
  const { marks, draw } = openMarks()
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
  const { marks, draw } = openMarks()
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
    const { marks } = openMarks(rights)
    await marks.load('s1')
    return [...marks.store.get().marks.values()].map((mark) => mark.locked)
  }
  expect(await locked({})).toEqual([false, true, false])
  expect(await locked({ onlyOwn: true })).toEqual([true, true, false])
  expect(await locked({ mayEdit: false })).toEqual([true, true, true])
  const { marks } = openMarks()
  await marks.load('s1')
  expect(marks.store.get().foreign.get('s1')).toBe(1)
  expect(marks.store.get().marks.get('a')).toMatchObject({
    author: 'Colleague',
    created: '2026-11-23 18:00:00.000000+00',
  })
})

test('a locked mark stays as it is', async () => {
  const sent = answerCommands({ '/annotation/list': { body: { annotations: [saved('b', { locked: 1 })] } } })
  const { marks } = openMarks()
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
  const { marks, draw } = openMarks()
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
  const { keyimages } = openMarks()
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
  const { keyimages, outbox } = openMarks()
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
  const { marks } = openMarks()
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
  const { marks } = openMarks()
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

test('marks that were read stay when a later reading fails', async () => {
  let reachable = true
  answerCommands({
    '/annotation/list': () =>
      reachable ? { body: { annotations: [saved('a')] } } : { http: 412, body: { error_type: 'NOT_FOUND' } },
  })
  const { marks } = openMarks()
  await marks.load('s1')
  reachable = false
  await marks.load('s1')
  expect([...marks.store.get().marks.keys()]).toEqual(['a'])
  expect(marks.store.get().failed.has('s1')).toBe(true)
  reachable = true
  await marks.load('s1')
  expect(marks.store.get().failed.size).toBe(0)
})
