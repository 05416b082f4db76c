import { afterEach, expect, test, vi } from 'vitest'
import { frame } from '../testing/marks.ts'
import { makeStack } from '../testing/stack.ts'
import { fetchFrame } from './fetchFrame.ts'
import { createFirstPicture } from './firstPicture.ts'
import { createPrefetch } from './prefetch.ts'

afterEach(() => vi.unstubAllGlobals())

const reasonOf = (response: Response) => {
  vi.stubGlobal('fetch', async () => response)
  return fetchFrame(frame, false, true, new AbortController().signal).then(
    () => undefined,
    (error: { reason?: unknown }) => error.reason,
  )
}

test('an image in the archive is told from a server that does not answer', async () => {
  const headers = { 'X-Error-Reason': 'The images are in the archive' }
  expect(await reasonOf(new Response('', { status: 503, headers }))).toBe('archived')
  expect(await reasonOf(new Response('', { status: 503 }))).toBe('unreachable')
  expect(await reasonOf(new Response('', { status: 404, headers }))).toBe('missing')
})

test('what failed because it was in the archive is fetched again, and nothing else', () => {
  const prefetch = createPrefetch(createFirstPicture())
  const [one, two] = makeStack({
    id: 'a',
    positions: [
      [0, 0, 0],
      [0, 0, 1],
    ],
  }).frames // prettier-ignore
  if (!one || !two) throw new Error('a stack has frames')
  prefetch.noteFailed(one, 'archived')
  prefetch.noteFailed(two, 'missing')
  prefetch.forgive('archived')
  expect([...prefetch.progress.get().failed]).toEqual([[two.imageId, 'missing']])
  prefetch.stop()
})
