import { encodeJson, encodeMeta } from './json-encode.ts'
import type { JsonAttribute, JsonDataSet } from './json-model.ts'

/** DICOMDIR: the Basic Directory of a file-set (PS3.3 Annex F, PS3.10 §8.6). */

const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10'

/** One file of the set. */
export interface DirectoryFile {
  /** Components of at most eight characters each, in capitals, digits and underscores. */
  path: readonly string[]
  /** The header, of which the keys of the records are taken. */
  json: JsonDataSet
  transferSyntaxUID: string
}

/** Directory record types by SOP class (PS3.3 table F.4-1); images where none is listed. */
const TYPES: Readonly<Record<string, string>> = {
  '1.2.840.10008.5.1.4.1.1.481.2': 'RT DOSE',
  '1.2.840.10008.5.1.4.1.1.481.3': 'RT STRUCTURE SET',
  '1.2.840.10008.5.1.4.1.1.481.5': 'RT PLAN',
  '1.2.840.10008.5.1.4.1.1.88.59': 'KEY OBJECT DOC',
  '1.2.840.10008.5.1.4.1.1.104.1': 'ENCAP DOC',
  '1.2.840.10008.5.1.4.1.1.104.2': 'ENCAP DOC',
  '1.2.840.10008.5.1.4.1.1.66': 'RAW DATA',
  '1.2.840.10008.5.1.4.1.1.66.1': 'REGISTRATION',
  '1.2.840.10008.5.1.4.1.1.66.2': 'FIDUCIAL',
}
const TYPES_BY_ROOT: readonly [root: string, type: string][] = [
  ['1.2.840.10008.5.1.4.1.1.88.', 'SR DOCUMENT'],
  ['1.2.840.10008.5.1.4.1.1.11.', 'PRESENTATION'],
  ['1.2.840.10008.5.1.4.1.1.9.', 'WAVEFORM'],
]

const typeOf = (SOPClassUID: string): string =>
  TYPES[SOPClassUID] ?? TYPES_BY_ROOT.find(([root]) => SOPClassUID.startsWith(root))?.[1] ?? 'IMAGE'

interface Directory {
  type: string
  keys: JsonDataSet
  file?: DirectoryFile
  below: Map<string, Directory>
}

const KEYS = {
  PATIENT: ['00080005', '00100010', '00100020', '00100030', '00100040'],
  STUDY: ['00080020', '00080030', '00080050', '00081030', '0020000D', '00200010'],
  SERIES: ['00080060', '0008103E', '0020000E', '00200011'],
  OBJECT: ['00080023', '00080033', '00200013', '00280010', '00280011', '0040A043', '0040A491', '0040A493'],
}
/** Keys that a record has to have, empty where the object says nothing. */
const EMPTY: JsonDataSet = {
  '00080020': { vr: 'DA' },
  '00080030': { vr: 'TM' },
  '00080050': { vr: 'SH' },
  '00081030': { vr: 'LO' },
  '00100010': { vr: 'PN' },
  '00100020': { vr: 'LO' },
  '00200010': { vr: 'SH' },
  '00200011': { vr: 'IS' },
  '00200013': { vr: 'IS' },
}

const text = (vr: string, value: string): JsonAttribute => ({ vr, Value: [value] })

function keysOf(json: JsonDataSet, tags: readonly string[]): JsonDataSet {
  const keys: JsonDataSet = { '00080005': text('CS', 'ISO_IR 192') }
  for (const tag of tags) {
    const value = tag === '00080005' ? undefined : (json[tag] ?? EMPTY[tag])
    if (value) keys[tag] = value
  }
  return keys
}

const firstOf = (json: JsonDataSet, tag: string): string => String(json[tag]?.Value?.[0] ?? '')

/** Patients, studies, series and objects as a tree. */
function treeOf(files: readonly DirectoryFile[]): Map<string, Directory> {
  const root = new Map<string, Directory>()
  const step = (within: Map<string, Directory>, key: string, make: () => Omit<Directory, 'below'>) => {
    const known = within.get(key) ?? { ...make(), below: new Map<string, Directory>() }
    within.set(key, known)
    return known.below
  }
  for (const file of files) {
    const { json, path, transferSyntaxUID } = file
    const patients = step(root, JSON.stringify(json['00100020'] ?? null), () => ({
      type: 'PATIENT',
      keys: keysOf(json, KEYS.PATIENT),
    }))
    const studies = step(patients, firstOf(json, '0020000D'), () => ({
      type: 'STUDY',
      keys: keysOf(json, KEYS.STUDY),
    }))
    const series = step(studies, firstOf(json, '0020000E'), () => ({
      type: 'SERIES',
      keys: keysOf(json, KEYS.SERIES),
    }))
    step(series, firstOf(json, '00080018'), () => ({
      type: typeOf(firstOf(json, '00080016')),
      keys: {
        ...keysOf(json, KEYS.OBJECT),
        '00041500': { vr: 'CS', Value: [...path] },
        '00041510': text('UI', firstOf(json, '00080016')),
        '00041511': text('UI', firstOf(json, '00080018')),
        '00041512': text('UI', transferSyntaxUID),
      },
    }))
  }
  return root
}

interface DirectoryRecord {
  keys: JsonDataSet
  type: string
  /** Places in the list of records. */
  next: number | undefined
  lower: number | undefined
}

/** The tree in the order in which it is written, each record before what is below it. */
function recordsOf(
  level: Map<string, Directory>,
  records: DirectoryRecord[] = [],
): { records: DirectoryRecord[]; first?: number; last?: number } {
  let before: DirectoryRecord | undefined
  let first: number | undefined
  let last: number | undefined
  for (const { type, keys, below } of level.values()) {
    const record: DirectoryRecord = { keys, type, next: undefined, lower: undefined }
    last = records.push(record) - 1
    first ??= last
    if (before) before.next = last
    before = record
    record.lower = recordsOf(below, records).first
  }
  return { records, ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) }
}

const ITEM_HEAD = 8
const ul = (value: number): JsonAttribute => ({ vr: 'UL', Value: [value] })

const withOffsets = (record: DirectoryRecord, next: number, lower: number): JsonDataSet => ({
  ...record.keys,
  '00041400': ul(next),
  '00041410': { vr: 'US', Value: [0xffff] },
  '00041420': ul(lower),
  '00041430': text('CS', record.type),
})

/** The directory of these files, whose records point at each other by their places in it. */
export function dicomDirectory(files: readonly DirectoryFile[], SOPInstanceUID: string): Buffer {
  const { records, first, last } = recordsOf(treeOf(files))
  const meta = encodeMeta(MEDIA_STORAGE_DIRECTORY, SOPInstanceUID)
  const outer = (start: number, end: number, sequence: JsonDataSet[]): Buffer =>
    encodeJson({
      '00041130': text('CS', 'COLLIMATE'),
      '00041200': ul(start),
      '00041202': ul(end),
      '00041212': { vr: 'US', Value: [0] },
      '00041220': sequence.length > 0 ? { vr: 'SQ', Value: sequence } : { vr: 'SQ' },
    })
  // Places are of a fixed length, so a first writing with noughts says where everything will stand.
  let at = meta.length + outer(0, 0, []).length
  const offsets = records.map((record) => {
    const here = at
    at += ITEM_HEAD + encodeJson(withOffsets(record, 0, 0)).length
    return here
  })
  const place = (n: number | undefined): number => (n === undefined ? 0 : (offsets[n] ?? 0))
  const sequence = records.map((record) => withOffsets(record, place(record.next), place(record.lower)))
  return Buffer.concat([meta, outer(place(first), place(last), sequence)])
}
