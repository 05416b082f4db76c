import { afterEach, expect, test, vi } from 'vitest'
import { answerCommands } from '#web/testing/server.ts'
import { closeMarks, LINE, openMarks, quiet, saved, V1, V2 } from '../testing/marks.ts'

afterEach(closeMarks)

/** A mark of which a colleague makes another version before the reader's change arrives. */
async function conflict(change: (marks: ReturnType<typeof openMarks>['marks']) => void) {
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
  const { marks } = openMarks()
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
const mine = (marks: ReturnType<typeof openMarks>['marks']) => {
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
