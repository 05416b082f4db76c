import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ConnectionError } from '#web/api/refusal.ts'
import { StorageError } from '#web/api/upload.ts'
import { planUpload } from '../plan.ts'
import { AT_ONCE, createUploadQueue, type Transport } from './queue.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const never = () => false
const target = { id: 'u', namespace: 'n', namespaceName: 'North', apart: 1 }

function study(count: number, uid = '1.2') {
  return planUpload(
    Array.from({ length: count }, (_, index) => ({
      path: `f${index}`,
      file: new File([new Uint8Array(10)], `f${index}`),
      header: {
        SOPInstanceUID: `${uid}.${index}`,
        SeriesInstanceUID: '1',
        StudyInstanceUID: uid,
        Modality: 'CT',
        PatientID: 'P',
        PatientName: 'Doe^Jane',
        PatientBirthDate: '',
        PatientSex: '',
        StudyDescription: 'Chest',
        StudyDate: '',
        AccessionNumber: '',
        SeriesDescription: '',
      },
    })),
  ).studies
}

function transport(send: Transport['send']) {
  const addStudy = vi.fn(async () => undefined)
  const syncStudy = vi.fn(async () => undefined)
  const onSent = vi.fn()
  const onComplete = vi.fn()
  const reasonOf = (error: unknown) => (error instanceof Error ? error.message : '')
  return { addStudy, syncStudy, onSent, onComplete, reasonOf, send: vi.fn(send) }
}

test('a study is added once, its files go four at a time, and it is synchronised with its count', async () => {
  let open = 0
  let most = 0
  const world = transport(async () => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => setTimeout(resolve, 10))
    open -= 1
  })
  const queue = createUploadQueue(world)
  queue.start(target, study(10), never)
  await vi.advanceTimersByTimeAsync(1000)
  expect(most).toBe(AT_ONCE)
  expect(world.addStudy).toHaveBeenCalledOnce()
  expect(world.syncStudy).toHaveBeenCalledExactlyOnceWith('n', '1.2', 10)
  expect(world.onComplete).toHaveBeenCalledOnce()
  expect(queue.summaries()[0]).toMatchObject({
    total: 10,
    sent: 10,
    failed: 0,
    apart: 1,
    state: 'done',
    size: 100,
    sentSize: 100,
  })
  expect(queue.isBusy()).toBe(false)
})

test('a refused file says why and does not stop the others; it can be tried again', async () => {
  let broken = true
  const world = transport(async (_namespace, file) => {
    if (broken && file.name === 'f1') throw new StorageError(415, 'No pixel data')
  })
  const queue = createUploadQueue(world)
  queue.start(target, study(3), never)
  await vi.advanceTimersByTimeAsync(500)
  expect(queue.files('u').map(({ state, reason }) => [state, reason])).toEqual([
    ['sent', undefined],
    ['failed', 'No pixel data'],
    ['sent', undefined],
  ])
  expect(world.syncStudy).toHaveBeenCalledExactlyOnceWith('n', '1.2', 2)
  expect(world.onComplete).not.toHaveBeenCalled()
  broken = false
  queue.retry('u')
  await vi.advanceTimersByTimeAsync(500)
  expect(world.syncStudy).toHaveBeenLastCalledWith('n', '1.2', 3)
  expect(world.onComplete).toHaveBeenCalledOnce()
})

test('a lost connection is waited out, longer each time, and given up in the end', async () => {
  const world = transport(async () => {
    throw new ConnectionError('/image')
  })
  const queue = createUploadQueue(world)
  queue.start(target, study(1), never)
  await vi.advanceTimersByTimeAsync(900)
  expect(world.send).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(world.send).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(world.send).toHaveBeenCalledTimes(6)
  expect(queue.files('u')[0]).toMatchObject({ state: 'failed', reason: '' })
})

test('pause stops what is on the wire and resume goes on; files that are there already are passed over', async () => {
  const world = transport(
    (_namespace, _file, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, 100)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(signal.reason)
        })
      }),
  )
  const queue = createUploadQueue(world)
  queue.start(target, study(6), (uid) => uid === '1.2.0')
  await vi.advanceTimersByTimeAsync(50)
  queue.pause('u')
  await vi.advanceTimersByTimeAsync(1000)
  expect(queue.summaries()[0]).toMatchObject({ state: 'paused', sent: 1 })
  queue.resume('u')
  await vi.advanceTimersByTimeAsync(1000)
  expect(queue.summaries()[0]).toMatchObject({ state: 'done', sent: 6 })
  expect(queue.files('u')[0]?.state).toBe('skipped')
  expect(world.onSent).toHaveBeenCalledTimes(5)
  expect(world.syncStudy).toHaveBeenCalledExactlyOnceWith('n', '1.2', 6)
})

test('two thousand files are queued without holding up the page', async () => {
  const world = transport(async () => undefined)
  const queue = createUploadQueue(world)
  const before = performance.now()
  queue.start(target, study(2000), never)
  await vi.advanceTimersByTimeAsync(2000)
  expect(queue.summaries()[0]?.sent).toBe(2000)
  expect(performance.now() - before).toBeLessThan(2000)
})
