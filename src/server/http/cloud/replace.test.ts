import { describe, expect, test } from 'vitest'
import { readHead, textOf } from '../../../cloud-api/dicom.ts'
import { replaceAttributes } from '../../../cloud-api/replace.ts'
import { DicomTagsEnum, type Replacement } from '../../../cloud-api/tags.ts'
import { readInstance } from '../../dicom/instance.ts'
import { buildFile, type FileOptions } from '../../dicom/testing/build.ts'
import { textOf as storedText } from '../../ingest/attributes.ts'

/** What the library replaces in files is read by the server's own parser. */

const IMPLICIT = '1.2.840.10008.1.2'
const EXPLICIT = '1.2.840.10008.1.2.1'
const DEFLATED = '1.2.840.10008.1.2.1.99'

async function replaced(options: FileOptions, replacements: readonly Replacement[]) {
  const original = buildFile({ studyUID: '1.11', seriesUID: '1.11.1', sopUID: '1.11.1.1', ...options })
  const file = new Blob([new Uint8Array(original)])
  const head = await readHead(file)
  if (!head) throw new Error('the file cannot be read')
  const bytes = Buffer.from(await (await replaceAttributes(file, head, replacements)).arrayBuffer())
  const instance = await readInstance(bytes.length, async ({ start, end }) => bytes.subarray(start, end))
  return { original, bytes, json: instance.json, instance }
}

describe.each([
  ['explicit', EXPLICIT],
  ['implicit', IMPLICIT],
  ['deflated', DEFLATED],
])('in %s VR little endian', (_name, transferSyntaxUID) => {
  test('attributes that are there get their new value, and everything else stays', async () => {
    const { original, bytes, json, instance } = await replaced(
      { transferSyntaxUID, patientName: 'Old^Name', patientID: 'OLD', accessionNumber: 'A1' },
      [
        { Tag: DicomTagsEnum.PatientName, Value: 'New^Odd' },
        { Tag: DicomTagsEnum.PatientId, Value: 'X'.repeat(100) },
        { Tag: DicomTagsEnum.AccessionNumber, Value: 'undefined' },
        { Tag: DicomTagsEnum.InstitutionName, Value: 'not added' },
      ],
    )
    expect(storedText(json, '00100010')).toBe('New^Odd')
    expect(storedText(json, '00100020')).toBe('X'.repeat(64))
    expect(storedText(json, '00080050')).toBeNull()
    expect(json['00080080']).toBeUndefined()
    expect(instance.SOPInstanceUID).toBe('1.11.1.1')
    if (transferSyntaxUID !== DEFLATED) {
      expect(bytes.subarray(-64)).toEqual(original.subarray(-64))
      expect(bytes.length % 2).toBe(0)
    }
  })
})

test('letters are written in the character set of the file', async () => {
  const name = [{ Tag: DicomTagsEnum.PatientName, Value: 'Müller^Žofie' }]
  const utf8 = await replaced({ characterSet: 'ISO_IR 192', patientName: 'X' }, name)
  expect(storedText(utf8.json, '00100010')).toBe('Müller^Žofie')
  const latin = await replaced({ characterSet: 'ISO_IR 100', patientName: 'X' }, name)
  expect(storedText(latin.json, '00100010')).toBe('Müller^?ofie')
})

test('a day is written as DICOM writes it', async () => {
  const { json } = await replaced({ studyDate: '20200101' }, [
    { Tag: DicomTagsEnum.StudyDate, Value: '2026-03-04' },
  ])
  expect(storedText(json, '00080020')).toBe('20260304')
})

test('what is no DICOM file has no head; what an image does not have is undefined', async () => {
  expect(await readHead(new Blob(['text']))).toBeUndefined()
  expect(await readHead(new Blob([new Uint8Array(200)]))).toBeUndefined()
  const head = await readHead(new Blob([new Uint8Array(buildFile({ patientID: 'H1' }))]))
  expect(head && textOf(head, DicomTagsEnum.PatientId)).toBe('H1')
  expect(head && textOf(head, DicomTagsEnum.OtherPatientId)).toBeUndefined()
})
