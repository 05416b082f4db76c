import { type APIRequestContext, expect } from '@playwright/test'
import { type DataSet, part10File } from '../src/server/demo/part10.ts'
import { ctSection } from '../src/server/demo/phantom.ts'
import { common, grey, uid, words } from './dicom.ts'
import { ADMIN } from './person.ts'

const SIZE = 64

/** One small image of a study of its own, as a file. `more` overrules any attribute. */
export function makeImage(name: string, id: string, modality: string, more: DataSet = {}): Buffer {
  return part10File({
    ...common(name, id, uid(), modality, 'Made for a test'),
    ...grey(SIZE, true),
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
    SOPInstanceUID: uid(),
    SeriesInstanceUID: uid(),
    SeriesNumber: 1,
    InstanceNumber: 1,
    PixelData: words(ctSection(SIZE, 0, 1)),
    ...more,
  })
}

/** Sends files by STOW-RS; answers the Study Instance UIDs that they became. */
export async function stow(request: APIRequestContext, files: readonly Buffer[]): Promise<Set<string>> {
  const parts = files.flatMap((file) => [
    Buffer.from('--b0undary\r\nContent-Type: application/dicom\r\n\r\n'),
    file,
    Buffer.from('\r\n'),
  ])
  const answer = await request.post('/dicomweb/studies', {
    data: Buffer.concat([...parts, Buffer.from('--b0undary--\r\n')]),
    headers: {
      authorization: `Basic ${Buffer.from(`${ADMIN.email}:${ADMIN.password}`).toString('base64')}`,
      'content-type': 'multipart/related; type="application/dicom"; boundary=b0undary',
    },
  })
  expect(answer.status()).toBe(200)
  const stored: { '00081190': { Value: string[] } }[] = (await answer.json())['00081199'].Value
  return new Set(
    stored.map((instance) => instance['00081190'].Value[0]?.split('/studies/')[1]?.split('/')[0] ?? ''),
  )
}

/** The uuid of a study that was sent, once its follow-up has made it whole. */
export async function arrived(
  call: (command: string, form?: Record<string, string>) => Promise<Record<string, unknown>>,
  study_uid: string,
): Promise<string> {
  let uuid = ''
  await expect(async () => {
    const { studies } = (await call('/study/list', { 'filter.study_uid.equals': study_uid })) as {
      studies: { uuid: string; phantom: number }[]
    }
    expect(studies[0]?.phantom).toBe(0)
    uuid = studies[0]?.uuid ?? ''
  }).toPass()
  return uuid
}
