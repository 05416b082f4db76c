import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CommandError, ConnectionError } from '#web/api/refusal.ts'
import { createOutbox, type Outbox, type OutboxEntry, type Send } from './outbox.ts'

const boxes: Outbox[] = []
const confirmed: [string, string | undefined][] = []

function memory(limit = Number.POSITIVE_INFINITY): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    clear: () => kept.clear(),
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    removeItem: (name) => void kept.delete(name),
    setItem: (name, value) => {
      if (value.length > limit) throw new DOMException('full', 'QuotaExceededError')
      kept.set(name, value)
    },
  }
}

const open = (send: Send, storage = memory()) => {
  const box = createOutbox({
    userId: 'u',
    send,
    storage,
    confirmed: (key, delivered) => confirmed.push([key, delivered?.uuid]),
  })
  boxes.push(box)
  return box
}
const entry = (key: string, want: OutboxEntry['want']) => ({
  key,
  kind: 'mark' as const,
  studyId: 's',
  uuid: undefined,
  want,
})
const settled = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
  confirmed.length = 0
})
afterEach(() => {
  for (const box of boxes.splice(0)) box.stop()
  vi.useRealTimers()
})

test('an entry is sent, confirmed under the server’s uuid and forgotten', async () => {
  const storage = memory()
  const box = open(async () => ({ uuid: 'server-1' }), storage)
  box.put(entry('mark:a', { x: 1 }))
  expect(storage.length).toBe(1)
  await settled()
  expect(confirmed).toEqual([['mark:a', 'server-1']])
  expect(box.state.get().entries.size).toBe(0)
  expect(storage.length).toBe(0)
})

test('changes made while one is on its way go out once, as the last of them, under the uuid just learnt', async () => {
  const sent: OutboxEntry[] = []
  let answer: (delivered: { uuid: string }) => void = () => undefined
  const box = open((one) => {
    sent.push(one)
    return sent.length === 1
      ? new Promise((resolve) => {
          answer = resolve
        })
      : Promise.resolve(one.uuid === undefined ? undefined : { uuid: one.uuid })
  })
  box.put(entry('mark:a', { x: 1 }))
  box.put(entry('mark:a', { x: 2 }))
  box.put(entry('mark:a', { x: 3 }))
  answer({ uuid: 'server-1' })
  await settled()
  expect(sent.map(({ want, uuid }) => [want, uuid])).toEqual([
    [{ x: 1 }, undefined],
    [{ x: 3 }, 'server-1'],
  ])
})

test('without a connection it is kept and tried again, ever more slowly, and marked as perhaps there already', async () => {
  const send = vi
    .fn<Send>()
    .mockRejectedValueOnce(new ConnectionError('/x'))
    .mockRejectedValueOnce(new ConnectionError('/x'))
    .mockResolvedValue({ uuid: 'server-1' })
  const storage = memory()
  const box = open(send, storage)
  box.put(entry('mark:a', { x: 1 }))
  await settled()
  expect(box.state.get()).toMatchObject({ offline: true })
  expect(box.entry('mark:a')?.uncertain).toBe(true)
  expect(storage.length).toBe(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(send).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(1000)
  expect(send).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(1000)
  expect(send).toHaveBeenCalledTimes(3)
  expect(box.state.get().offline).toBe(false)
  expect(confirmed).toEqual([['mark:a', 'server-1']])
})

test('a connection that comes back sends at once', async () => {
  const send = vi
    .fn<Send>()
    .mockRejectedValueOnce(new ConnectionError('/x'))
    .mockResolvedValue({ uuid: 'server-1' })
  open(send).put(entry('mark:a', { x: 1 }))
  await settled()
  window.dispatchEvent(new Event('online'))
  await settled()
  expect(send).toHaveBeenCalledTimes(2)
})

test('a refusal is kept and shown, does not hold up the others, and goes again or away when the reader says so', async () => {
  const refusal = new CommandError('/annotation/set', 412, { error_type: 'LOCKED' })
  const send = vi.fn<Send>(async ({ key }) => {
    if (key === 'mark:a') throw refusal
    return { uuid: 'server-2' }
  })
  const box = open(send)
  box.put(entry('mark:a', { x: 1 }))
  box.put(entry('mark:b', { x: 1 }))
  await settled()
  expect(box.entry('mark:a')?.refused).toBe('LOCKED')
  expect(confirmed).toEqual([['mark:b', 'server-2']])
  send.mockResolvedValue({ uuid: 'server-1' })
  box.again()
  await settled()
  expect(confirmed).toContainEqual(['mark:a', 'server-1'])
})

test('what a closed page left behind goes out with the next one; another user’s stays', async () => {
  const storage = memory()
  open(() => new Promise(() => undefined), storage).put(entry('mark:a', { x: 1 }))
  storage.setItem('collimate.outbox.someone.mark:z', '{}')
  storage.setItem('collimate.outbox.u.broken', '{"key":1}')
  const send = vi.fn<Send>().mockResolvedValue({ uuid: 'server-1' })
  open(send, storage)
  await settled()
  expect(send).toHaveBeenCalledTimes(1)
  expect(send.mock.calls[0]?.[0]).toMatchObject({ key: 'mark:a', want: { x: 1 } })
})

test('a browser that keeps nothing is told of, the entry is sent all the same', async () => {
  const box = open(() => new Promise(() => undefined), memory(10))
  box.put(entry('mark:a', { x: 1 }))
  expect(box.state.get().volatile).toBe(true)
  expect(box.entry('mark:a')).toBeDefined()
})

test('what another page of this browser has sent is not sent twice', async () => {
  const storage = memory()
  open(() => new Promise(() => undefined), storage).put(entry('mark:a', { x: 1 }))
  let reads = 0
  const emptied: Storage = {
    ...storage,
    length: 1,
    key: (index) => storage.key(index),
    getItem: (name) => (reads++ === 0 ? storage.getItem(name) : null),
    removeItem: (name) => storage.removeItem(name),
  }
  const send = vi.fn<Send>().mockResolvedValue({ uuid: 'server-1' })
  const second = open(send, emptied)
  await settled()
  expect(send).not.toHaveBeenCalled()
  expect(second.state.get().entries.size).toBe(0)
})

test('a change is sent with the version that it was made on; a newer one is gone over only when the reader says so', async () => {
  const refusal = new CommandError('/annotation/set', 412, { error_type: 'CHANGED' })
  const send = vi.fn<Send>().mockRejectedValueOnce(refusal).mockResolvedValue({ uuid: 'server-1' })
  const box = open(send)
  box.put({ ...entry('mark:a', { x: 1 }), base: 'v1' })
  await settled()
  expect(box.entry('mark:a')).toMatchObject({ refused: 'CHANGED', base: 'v1' })
  box.rebase('mark:a', 'v2')
  await settled()
  expect(send.mock.calls.map(([one]) => one.base)).toEqual(['v1', 'v2'])
  expect(box.entry('mark:a')).toBeUndefined()
})

test('the version just learnt is the one that a change meanwhile rests on', async () => {
  const sent: OutboxEntry[] = []
  let answer: (delivered: { uuid: string; version: string }) => void = () => undefined
  const box = open((one) => {
    sent.push(one)
    return new Promise((resolve) => {
      answer = resolve
    })
  })
  box.put({ ...entry('mark:a', { x: 1 }), base: 'v1' })
  box.put({ ...entry('mark:a', { x: 2 }), base: 'v1' })
  answer({ uuid: 'server-1', version: 'v2' })
  await settled()
  expect(sent.map(({ base }) => base)).toEqual(['v1', 'v2'])
})

test('two pages of one browser want two things of one mark: neither is lost', async () => {
  const storage = memory()
  let release: (delivered: { uuid: string; version: string }) => void = () => undefined
  const first = open(() => new Promise((resolve) => (release = resolve)), storage)
  first.put({ ...entry('mark:a', { x: 1 }), uuid: 'server-1', base: 'v1' })
  const refusal = new CommandError('/annotation/set', 412, { error_type: 'CHANGED' })
  const send = vi.fn<Send>().mockRejectedValue(refusal)
  // Opened before the first page wanted anything.
  const other = open(send, { ...storage, length: 0, key: () => null })
  other.put({ ...entry('mark:a', { x: 2 }), uuid: 'server-1', base: 'v1' })
  release({ uuid: 'server-1', version: 'v2' })
  await settled()
  expect(confirmed).toEqual([['mark:a', 'server-1']])
  expect(other.entry('mark:a')).toMatchObject({ want: { x: 2 }, refused: 'CHANGED', base: 'v1' })
})
