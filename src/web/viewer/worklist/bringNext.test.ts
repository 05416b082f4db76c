import { afterEach, expect, test, vi } from 'vitest'
import { pictureCache } from '../loading/pictureCache.ts'
import { bringBeginning } from './bringNext.ts'

const value = (vr: string, ...Value: unknown[]) => ({ vr, Value })

const image = (n: number) => ({
  '00080016': value('UI', '1.2.840.10008.5.1.4.1.1.7'),
  '00080018': value('UI', `1.2.3.${n}`),
  '0020000D': value('UI', '1.2'),
  '0020000E': value('UI', '1.2.3'),
  '00080060': value('CS', 'OT'),
  '00200013': value('IS', n),
  '00280002': value('US', 1),
  '00280004': value('CS', 'MONOCHROME2'),
  '00280010': value('US', 1),
  '00280011': value('US', 2),
  '00280100': value('US', 8),
  '00280101': value('US', 8),
  '00280103': value('US', 0),
})

const asked: string[] = []

function line() {
  asked.length = 0
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    if (/\/series(\?|$)/.test(url))
      return Response.json([{ '0020000E': value('UI', '1.2.3'), '00080060': value('CS', 'OT') }])
    if (url.endsWith('/metadata')) return Response.json([image(1), image(2), image(3)])
    return new Response(
      '--b\r\nContent-Type: application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1\r\n\r\n\x01\x02\r\n--b--',
      { headers: { 'content-type': 'multipart/related; type="application/octet-stream"; boundary=b' } },
    )
  })
}

afterEach(() => {
  vi.unstubAllGlobals()
  pictureCache().clear()
})

const study = { phi_namespace: 'n1', study_uid: '1.2' }
const frames = () => asked.filter((url) => url.includes('/frames/'))

test('the first series comes whole, and its pictures are kept', async () => {
  line()
  await bringBeginning(study, 'bw', new AbortController().signal)
  expect(frames()).toHaveLength(3)
  expect(frames().every((url) => pictureCache().has(`wadors:${url}`))).toBe(true)
})

test('nothing more is asked for once the reader has left', async () => {
  line()
  const leaving = new AbortController()
  leaving.abort()
  await bringBeginning(study, 'bw', leaving.signal).catch(() => undefined)
  expect(frames()).toHaveLength(0)
})
