import { buildFile, buildPixels, CT_IMAGE } from '#server/dicom/testing/build.ts'
import { type Ask, type Figures, load } from './load.ts'
import type { Started } from './servers.ts'

/** How much is stored and asked. */
export interface DataSet {
  /** The number of the first study; 0 when absent. */
  first?: number
  studies: number
  series: number
  instances: number
  rows: number
  columns: number
  /** Further studies of one instance with this many frames. */
  cines: number
  frames: number
  /** Pictures that a viewer can tell apart. */
  moving?: boolean
}

export interface CaseResult {
  name: string
  concurrency: number
  results: Record<string, Figures>
}

const MODALITIES = ['CT', 'MR', 'US', 'CR', 'XA']
const uid = (...parts: number[]) => `1.2.826.0.1.3680043.10.1.${parts.map((part) => part + 1).join('.')}`

/** The UID of a study of a data set, by its number. */
export const studyUID = (study: number): string => uid(study)

interface Reference {
  study: number
  series: number
  instance: number
}

const path = ({ study, series, instance }: Reference) =>
  `/studies/${uid(study)}/series/${uid(study, series)}/instances/${uid(study, series, instance)}`

const isCine = (study: number, { studies }: DataSet) => study >= studies

const bases = new Map<number, Buffer>()

/** Pixels that differ from file to file; made once and marked, so that making them is not what is measured. */
function pixelsOf({ rows, columns, moving }: DataSet, frames: number, mark: number): Buffer {
  const length = rows * columns * 2 * frames
  const base =
    bases.get(length) ??
    buildPixels({
      rows,
      columns,
      frames,
      pixel: (frame, row, column) => (row * 5 + column * 3 + frame * 17) & 0x0fff,
    }) // prettier-ignore
  bases.set(length, base)
  const pixels = Buffer.from(base)
  pixels.writeUInt32LE(mark & 0x0fff, 0)
  // A dark square that is elsewhere in each picture.
  const side = rows >> 2
  const left = (mark * 3) % (columns - side)
  for (let row = side; moving && row < 2 * side; row++) {
    const at = 2 * (row * columns + left)
    pixels.fill(0, at, at + 2 * side)
  }
  return pixels
}

function file(data: DataSet, reference: Reference): Buffer {
  const { study, series, instance } = reference
  const cine = isCine(study, data)
  return buildFile({
    studyUID: uid(study),
    seriesUID: uid(study, series),
    sopUID: uid(study, series, instance),
    sopClassUID: CT_IMAGE,
    modality: MODALITIES[study % MODALITIES.length] ?? 'CT',
    patientID: `BENCH-${study}`,
    patientName: `Bench^Patient ${study}`,
    accessionNumber: `ACC${study}`,
    studyDate: `20${String(10 + (study % 15)).padStart(2, '0')}${String(1 + (study % 12)).padStart(2, '0')}${String(1 + (study % 28)).padStart(2, '0')}`,
    seriesNumber: series + 1,
    instanceNumber: instance + 1,
    rows: data.rows,
    columns: data.columns,
    frames: cine ? data.frames : 1,
    windowCenter: 1000,
    windowWidth: 2000,
    pixelData: pixelsOf(data, cine ? data.frames : 1, instance * 29 + study),
  })
}

function* references(data: DataSet): Generator<Reference> {
  for (let study = data.first ?? 0; study < data.studies + data.cines; study++) {
    const cine = isCine(study, data)
    for (let series = 0; series < (cine ? 1 : data.series); series++) {
      for (let instance = 0; instance < (cine ? 1 : data.instances); instance++)
        yield { study, series, instance }
    }
  }
}

const BOUNDARY = 'bench'
const STOW = {
  'content-type': `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`,
  accept: 'application/dicom+json',
}

function storing(data: DataSet): (n: number) => Ask | undefined {
  const all = references(data)
  return () => {
    const { value, done } = all.next()
    if (done) return undefined
    const body = Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`),
      file(data, value),
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ])
    return { method: 'POST', path: '/studies', headers: STOW, body }
  }
}

const JSON_TYPE = { accept: 'application/dicom+json' }
const FILE = { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' }
/** Stored uncompressed: the server encodes. */
const fileAs = (syntax: string) => ({
  accept: `multipart/related; type="application/dicom"; transfer-syntax=${syntax}`,
})
const FRAME = { accept: 'multipart/related; type="application/octet-stream"' }
const JPEG = { accept: 'image/jpeg' }

/** The n-th of `count` things in an order that looks random and is the same for every server. */
const pick = (n: number, count: number) => (Math.imul(n + 1, 2_654_435_761) >>> 7) % Math.max(1, count)

function cases(data: DataSet): [string, (n: number) => Ask][] {
  const study = (n: number) => pick(n, data.studies)
  const any = (n: number): Reference => ({
    study: study(n),
    series: pick(n + 11, data.series),
    instance: pick(n + 23, data.instances),
  })
  const cine = (n: number): Reference => ({
    study: data.studies + pick(n, data.cines),
    series: 0,
    instance: 0,
  })
  const list: [string, (n: number) => Ask][] = [
    ['QIDO PatientID', (n) => ({ path: `/studies?PatientID=BENCH-${study(n)}`, headers: JSON_TYPE })],
    [
      'QIDO page of 25',
      (n) => ({
        path: `/studies?limit=25&offset=${pick(n, Math.max(1, data.studies - 25))}`,
        headers: JSON_TYPE,
      }),
    ],
    [
      'QIDO modality',
      (n) => ({ path: `/studies?ModalitiesInStudy=${MODALITIES[pick(n, 5)]}&limit=25`, headers: JSON_TYPE }),
    ],
    ['metadata of a study', (n) => ({ path: `/studies/${uid(study(n))}/metadata`, headers: JSON_TYPE })],
    [
      'metadata of a series',
      (n) => ({ path: `/studies/${uid(study(n))}/series/${uid(study(n), 0)}/metadata`, headers: JSON_TYPE }),
    ],
    ['instance', (n) => ({ path: path(any(n)), headers: FILE })],
    ['series', (n) => ({ path: `/studies/${uid(study(n))}/series/${uid(study(n), 0)}`, headers: FILE })],
    ['instance as JPEG-LS', (n) => ({ path: path(any(n)), headers: fileAs('1.2.840.10008.1.2.4.80') })],
    ['frame', (n) => ({ path: `${path(any(n))}/frames/1`, headers: FRAME })],
    ['rendered', (n) => ({ path: `${path(any(n))}/rendered`, headers: JPEG })],
  ]
  if (data.cines > 0)
    list.push([
      'frame of a cine',
      (n) => ({ path: `${path(cine(n))}/frames/${1 + pick(n, data.frames)}`, headers: FRAME }),
    ])
  return list
}

/** Stores a data set, and measures nothing. */
export const storeAll = ({ dicomweb }: Started, data: DataSet) => load(dicomweb, storing(data), 4, 3600)

/** Stores the data set and asks for it, case by case on one server after the other, so that all meet the same noise. */
export async function measureDicomweb(
  servers: readonly Started[],
  data: DataSet,
  seconds: number,
): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  const measured = async (
    name: string,
    concurrency: number,
    next: () => (n: number) => Ask | undefined,
    limit: number,
  ) => {
    const one: CaseResult = { name, concurrency, results: {} }
    for (const { dicomweb } of servers)
      one.results[dicomweb.name] = await load(dicomweb, next(), concurrency, limit)
    results.push(one)
  }
  await measured('STOW', 4, () => storing(data), 3600)
  for (const [name, ask] of cases(data)) {
    for (const { dicomweb } of servers) await load(dicomweb, (n) => (n < 8 ? ask(n) : undefined), 2, seconds)
    for (const concurrency of [1, 4]) await measured(name, concurrency, () => ask, seconds)
  }
  return results
}
