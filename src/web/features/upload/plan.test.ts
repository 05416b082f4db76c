import { expect, test } from 'vitest'
import { planUpload } from './plan.ts'
import { type FileHeader, readHeader } from './scan/header.ts'
import type { Scanned } from './scan/message.ts'
import { isLitter, safePath } from './scan/path.ts'

const header = (more: Partial<FileHeader>): FileHeader => ({
  SOPInstanceUID: '1',
  SeriesInstanceUID: '1',
  StudyInstanceUID: '1',
  Modality: 'CT',
  PatientID: 'P1',
  PatientName: 'Doe^Jane',
  PatientBirthDate: '',
  PatientSex: '',
  StudyDescription: 'Chest',
  StudyDate: '20260101',
  AccessionNumber: '',
  SeriesDescription: '',
  ...more,
})

const scanned = (path: string, size: number, more: Partial<FileHeader>): Scanned => ({
  path,
  file: new File([new Uint8Array(size)], path),
  header: header(more),
})

test('files become studies with their series and sizes; a copy is sent once, another version is sent as well', () => {
  const plan = planUpload([
    scanned('a/1.dcm', 10, { SOPInstanceUID: '1' }),
    scanned('a/2.dcm', 20, { SOPInstanceUID: '2', SeriesInstanceUID: '2', Modality: 'SR' }),
    scanned('copy/1.dcm', 10, { SOPInstanceUID: '1' }),
    scanned('other/1.dcm', 11, { SOPInstanceUID: '1' }),
    scanned('b/3.dcm', 5, { SOPInstanceUID: '3', StudyInstanceUID: '2' }),
    { path: 'notes.txt', file: new File(['x'], 'notes.txt'), reason: 'notDicom' },
  ])
  expect(
    plan.studies.map(({ StudyInstanceUID, series, size, files, modalities }) => [
      StudyInstanceUID,
      series,
      size,
      files.length,
      modalities,
    ]),
  ).toEqual([
    ['1', 2, 41, 3, ['CT', 'SR']],
    ['2', 1, 5, 1, ['CT']],
  ])
  expect(plan.repeated).toBe(1)
  expect(plan.patients).toBe(1)
  expect(plan.apart).toEqual([{ path: 'notes.txt', reason: 'notDicom' }])
})

test('different patients are told apart by id and name, not by how the name is written', () => {
  const plan = planUpload([
    scanned('1', 1, { SOPInstanceUID: '1', PatientName: 'DOE^JANE' }),
    scanned('2', 1, { SOPInstanceUID: '2', PatientName: 'Doe^Jane' }),
    scanned('3', 1, { SOPInstanceUID: '3', PatientID: 'P2' }),
  ])
  expect(plan.patients).toBe(2)
})

test('paths from an archive never climb, name a drive or start at a root', () => {
  expect(safePath('../../etc/passwd')).toBe('etc/passwd')
  expect(safePath('C:\\data\\..\\x.dcm')).toBe('data/x.dcm')
  expect(safePath('/a//./b.dcm')).toBe('a/b.dcm')
  expect(isLitter('x/__MACOSX/._a.dcm')).toBe(true)
  expect(isLitter('x/.DS_Store')).toBe(true)
  expect(isLitter('x/a.dcm')).toBe(false)
})

const explicit = (group: number, element: number, vr: string, value: string | Uint8Array): number[] => {
  const bytes = typeof value === 'string' ? [...new TextEncoder().encode(value)] : [...value]
  if (bytes.length % 2 === 1) bytes.push(vr === 'UI' ? 0 : 32)
  const head = [group & 255, group >> 8, element & 255, element >> 8, vr.charCodeAt(0), vr.charCodeAt(1)]
  return [...head, bytes.length & 255, bytes.length >> 8, ...bytes]
}

const part10 = (syntax: string, set: number[], sopClass = '1.2.840.10008.5.1.4.1.1.2') => {
  const meta = [
    ...explicit(2, 2, 'UI', sopClass),
    ...explicit(2, 3, 'UI', '1.2.3'),
    ...explicit(2, 0x10, 'UI', syntax),
  ]
  const length = [2, 0, 0, 0, 0x55, 0x4c, 4, 0, meta.length & 255, (meta.length >> 8) & 255, 0, 0]
  return new Uint8Array([
    ...new Array<number>(128).fill(0),
    0x44,
    0x49,
    0x43,
    0x4d,
    ...length,
    ...meta,
    ...set,
  ])
}

const LITTLE = '1.2.840.10008.1.2.1'
const dataSet = [
  ...explicit(8, 5, 'CS', 'ISO_IR 192'),
  ...explicit(8, 0x18, 'UI', '1.2.3'),
  ...explicit(8, 0x60, 'CS', 'MR'),
  ...explicit(0x10, 0x10, 'PN', 'Müller^Änne'),
  ...explicit(0x20, 0xd, 'UI', '1.2'),
  ...explicit(0x20, 0xe, 'UI', '1.2.1'),
]

test('a header is read in its character set, from the start of the file alone', () => {
  const result = readHeader(
    part10(LITTLE, [...dataSet, ...explicit(0x28, 0x10, 'US', new Uint8Array([1, 0])), 9, 9, 9]),
    false,
  )
  expect(result).toMatchObject({
    header: {
      PatientName: 'Müller^Änne',
      StudyInstanceUID: '1.2',
      SeriesInstanceUID: '1.2.1',
      SOPInstanceUID: '1.2.3',
      Modality: 'MR',
    },
  })
})

test('what cannot be sent is told apart: no DICOM, a directory, a file without UIDs, an empty one, one cut short', () => {
  expect(readHeader(new TextEncoder().encode('%PDF-1.7 something long enough to look at'), true)).toEqual({
    reason: 'notDicom',
  })
  expect(readHeader(new Uint8Array(), true)).toEqual({ reason: 'empty' })
  expect(readHeader(part10(LITTLE, dataSet, '1.2.840.10008.1.3.10'), true)).toEqual({ reason: 'dicomdir' })
  expect(readHeader(part10(LITTLE, dataSet.slice(0, 60)), true)).toEqual({ reason: 'incomplete' })
  expect(readHeader(part10(LITTLE, dataSet.slice(0, 60)), false)).toEqual({ needsMore: true })
})
