import { expect, test } from 'vitest'
import { CommandError } from '#web/api/refusal.ts'
import { createDraft } from './draft.ts'

/** A draft whose saves are answered, and whose waiting is ended, by hand. */
function drafted() {
  const sent: {
    fields: unknown
    updated: string
    resolve: (v: string) => void
    reject: (e: Error) => void
  }[] = []
  const waits: { run: () => void; what: string }[] = []
  const draft = createDraft({
    fields: { a: '' },
    updated: 'v0',
    send: (fields, updated) =>
      new Promise((resolve, reject) => sent.push({ fields, updated, resolve, reject })),
    later(run, what) {
      const wait = { run, what }
      waits.push(wait)
      return () => {
        const at = waits.indexOf(wait)
        if (at >= 0) waits.splice(at, 1)
      }
    },
  })
  return { draft, sent, waits }
}
const settle = () => new Promise((resolve) => setTimeout(resolve))
const refusal = (error_type: string) => new CommandError('/radreport/set', 412, { error_type })

test('what is written is saved once typing rests, each save on the version of the last', async () => {
  const { draft, sent, waits } = drafted()
  draft.change({ a: 'x' })
  draft.change({ a: 'xy' })
  expect(waits).toHaveLength(1)
  waits[0]?.run()
  await settle()
  expect(sent).toMatchObject([{ fields: { a: 'xy' }, updated: 'v0' }])
  // Written while it is under way: saved after it, and not at the same time.
  draft.change({ a: 'xyz' })
  const flushed = draft.flush()
  await settle()
  expect(sent).toHaveLength(1)
  sent[0]?.resolve('v1')
  await settle()
  expect(sent[1]).toMatchObject({ fields: { a: 'xyz' }, updated: 'v1' })
  sent[1]?.resolve('v2')
  expect(await flushed).toBe(true)
  expect(draft.get()).toMatchObject({ saving: 'saved', fields: { a: 'xyz' } })
  expect(draft.updated()).toBe('v2')
})

test('without a line it tries again; where somebody else has written it waits for a word', async () => {
  const { draft, sent, waits } = drafted()
  draft.change({ a: 'x' })
  void draft.flush()
  await settle()
  sent[0]?.reject(new Error('offline'))
  await settle()
  expect(draft.get().saving).toBe('failed')
  expect(waits.map(({ what }) => what)).toEqual(['again'])
  waits[0]?.run()
  await settle()
  sent[1]?.reject(refusal('CHANGED'))
  await settle()
  expect(draft.get().saving).toBe('changed')
  draft.change({ a: 'mine' })
  expect(waits).toEqual([])
  expect(await draft.flush()).toBe(false)
  draft.rebase('v7')
  waits[0]?.run()
  await settle()
  expect(sent.at(-1)).toMatchObject({ fields: { a: 'mine' }, updated: 'v7' })
})

test('a lock of another stops it', async () => {
  const { draft, sent } = drafted()
  draft.change({ a: 'x' })
  void draft.flush()
  await settle()
  sent[0]?.reject(refusal('LOCKED'))
  await settle()
  expect(draft.get()).toMatchObject({ saving: 'locked', fields: { a: 'x' } })
})
