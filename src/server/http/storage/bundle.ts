import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Archiver } from 'archiver'
import { anonymizedJson } from '../../dicom/anonymization.ts'
import { type DirectoryFile, dicomDirectory } from '../../dicom/dicomdir.ts'
import { readHeader } from '../../dicom/instance.ts'
import type { JsonDataSet } from '../../dicom/json-model.ts'
import { newUID } from '../../dicom/uid.ts'
import { editedInstance } from '../../imaging/edit-instance.ts'
import { renderInstance } from '../../imaging/render.ts'
import { instanceMetadata, type StoredInstance } from '../../imaging/stored-study.ts'
import { textOf } from '../../ingest/attributes.ts'
import { unpackMetadata } from '../../ingest/metadata.ts'
import type { Services } from '../../services.ts'
import { isFilm, storedFilm } from '../dicomweb/film.ts'
import { seriesFilm } from './bundle-film.ts'
import type { Attachment } from './schema.ts'

/** What the bundles of a download hold (v3 storage, `/study/download`). The viewer is a page that opens in any browser. */
export const BUNDLES = {
  dicom: { dicom: true, pictures: false, directory: false, viewer: false },
  image: { dicom: false, pictures: true, directory: false, viewer: false },
  iso: { dicom: true, pictures: true, directory: true, viewer: true },
  osx: { dicom: false, pictures: true, directory: false, viewer: true },
  win: { dicom: false, pictures: true, directory: false, viewer: true },
} as const
export type BundleName = keyof typeof BUNDLES

export interface BundleOptions {
  bundle: BundleName
  /** Folders by date, time point, modality and series; all files in one; or a folder for each series. */
  folders: 'series' | 'flat' | 'roche'
  excludeViewer: boolean
  /** No viewer either where a file could not be read. */
  stopOnFailure: boolean
  /** The DICOM file beside the document or film that was taken out of it. */
  includeWrapped: boolean
  /** The data set that goes out in the place of an image's own; nothing where the files go out as they are. */
  change: ((set: JsonDataSet) => JsonDataSet) | undefined
  /** Series that come as films as well. */
  films: { seriesUIDs: readonly string[]; format: 'avi' | 'mp4' }
}

interface ShownSeries {
  number: string
  description: string
  modality: string
  images: string[]
}

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')
/** Of text that becomes part of a path: nothing that a file system would trip over. */
const pathText = (text: string | null | undefined): string =>
  (text ?? '')
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, '_')
    .slice(0, 60)
    .trim() || 'NONE'

/** Writes a bundle into a zip, one file at a time. What could not be read is named in ERROR.txt. */
export class BundleWriter {
  readonly #services: Services
  readonly #zip: Archiver
  readonly #options: BundleOptions
  readonly #failures: string[] = []
  readonly #directory: DirectoryFile[] = []
  readonly #series = new Map<string, ShownSeries>()
  readonly #names = new Map<string, number>()
  #first: JsonDataSet | undefined

  constructor(services: Services, zip: Archiver, options: BundleOptions) {
    this.#services = services
    this.#zip = zip
    this.#options = options
  }

  async write(instances: readonly StoredInstance[], attachments: readonly Attachment[]): Promise<void> {
    const { bundle, excludeViewer, stopOnFailure } = this.#options
    const plan = BUNDLES[bundle]
    const seriesNumber = new Map<string, number>()
    const imageNumber = new Map<string, number>()
    for (const [n, instance] of instances.entries()) {
      const series = seriesNumber.get(instance.series_uid) ?? seriesNumber.size + 1
      seriesNumber.set(instance.series_uid, series)
      const image = (imageNumber.get(instance.series_uid) ?? 0) + 1
      imageNumber.set(instance.series_uid, image)
      try {
        await this.#instance(instance, { n: n + 1, series, image })
      } catch (error) {
        this.#failed(instance.sop_instance_uid, error)
      }
      if (this.#zip.destroyed) return
    }
    if (plan.pictures) await this.#films(instances)
    if (plan.dicom)
      for (const [n, attachment] of attachments.entries())
        await this.#append(
          this.#services.objects.stream(attachment.version),
          `REPORTS/${padded(n + 1, 3)}-${attachment.filename}`,
        )
    if (plan.directory) await this.#append(dicomDirectory(this.#directory, newUID()), 'DICOMDIR')
    const failed = this.#failures.length > 0
    if (plan.viewer && !excludeViewer && !(stopOnFailure && failed))
      await this.#viewer(attachments.length > 0)
    if (failed) await this.#append(`${this.#failures.join('\n')}\n`, 'ERROR.txt')
    await this.#zip.finalize()
  }

  #failed(what: string, error: unknown): void {
    this.#failures.push(`${what}: ${error instanceof Error ? error.message : 'failed'}`)
  }

  async #instance(instance: StoredInstance, at: { n: number; series: number; image: number }): Promise<void> {
    const plan = BUNDLES[this.#options.bundle]
    const packed = await instanceMetadata(this.#services, instance.id)
    const stored: JsonDataSet = packed ? JSON.parse(unpackMetadata(packed).toString('utf8')) : {}
    const { change = (set: JsonDataSet) => set } = this.#options
    const json = change(anonymizedJson(stored, instance.anonymization ?? []))
    this.#first ??= json
    const place = this.#place(json, at)
    const unwrapped = plan.pictures && (await this.#document(instance, stored, place))
    if (plan.dicom && (!unwrapped || this.#options.includeWrapped || plan.directory)) {
      const path = `DICOM/${place}`
      await this.#append(await this.#file(instance), plan.directory ? path : `${path}.dcm`)
      if (plan.directory)
        this.#directory.push({
          path: path.split('/'),
          json,
          transferSyntaxUID: instance.transfer_syntax_uid,
        })
    }
    if (plan.pictures && instance.frames > 0 && !isFilm(instance)) await this.#pictures(instance, json, place)
  }

  #place(json: JsonDataSet, { n, series, image }: { n: number; series: number; image: number }): string {
    const { folders, bundle } = this.#options
    // File-sets have names of eight characters at most (PS3.10 §8.2).
    if (BUNDLES[bundle].directory) return `SER${padded(series, 5)}/IMG${padded(image, 5)}`
    if (folders === 'flat') return `IMG${padded(n, 4)}`
    if (folders === 'roche') {
      const study = [textOf(json, '00080020'), textOf(json, '00120050')].map(pathText).join('-')
      const name = [textOf(json, '00080031'), textOf(json, '0008103E')].map(pathText).join('-')
      return `${study}/${pathText(textOf(json, '00080060'))}/${name}/IMG${padded(image, 4)}`
    }
    return `SER${padded(series, 4)}/IMG${padded(image, 4)}`
  }

  async #file(instance: StoredInstance): Promise<Readable> {
    const { objects } = this.#services
    if (!(await objects.has(instance.hash))) throw new Error('the file is missing')
    const { change } = this.#options
    if (!change && !instance.anonymization) return objects.stream(instance.hash)
    const file = await editedInstance(this.#services, instance, change ?? ((set) => set))
    return Readable.from(file, { objectMode: false })
  }

  /** The document or film that an object carries, as a file of its own kind. */
  async #document(instance: StoredInstance, json: JsonDataSet, place: string): Promise<boolean> {
    const { objects } = this.#services
    if (isFilm(instance)) {
      const film = await storedFilm(this.#services, instance)
      if (!film) return false
      const pieces = Readable.from(
        (async function* () {
          for (const range of film.pieces) yield* objects.stream(film.hash, range)
        })(),
      )
      await this.#append(pieces, `VIDEOS/${place}.${film.type === 'video/mp4' ? 'mp4' : 'mpg'}`)
      return true
    }
    if (textOf(json, '00420012')?.toLowerCase() !== 'application/pdf') return false
    const header = await readHeader(instance.size, (range) => objects.read(instance.hash, range))
    const document = header.dataSet.get(0x00420011)
    if (!document) return false
    const bytes = header.bytes.subarray(document.offset, document.offset + document.length)
    await this.#append(Buffer.from(bytes), `DOCUMENTS/${place}.pdf`)
    return true
  }

  async #pictures(instance: StoredInstance, json: JsonDataSet, place: string): Promise<void> {
    const shown = this.#series.get(instance.series_uid) ?? {
      number: textOf(json, '00200011') ?? String(this.#series.size + 1),
      description: textOf(json, '0008103E') ?? '',
      modality: textOf(json, '00080060') ?? '',
      images: [],
    }
    this.#series.set(instance.series_uid, shown)
    for (let frame = 0; frame < instance.frames; frame++) {
      const name = `IMAGES/${instance.frames === 1 ? place : `${place}-${padded(frame + 1, 4)}`}.jpg`
      await this.#append(await renderInstance(this.#services, instance, frame, { format: 'jpeg' }), name)
      shown.images.push(name.split('/').map(encodeURIComponent).join('/'))
    }
  }

  async #films(instances: readonly StoredInstance[]): Promise<void> {
    const { seriesUIDs, format } = this.#options.films
    const series = Map.groupBy(
      instances.filter((one) => one.frames > 0 && !isFilm(one)),
      ({ series_uid }) => series_uid,
    )
    for (const [uid, members] of series) {
      if (!seriesUIDs.includes(uid)) continue
      try {
        const film = await seriesFilm(this.#services, members, format)
        await this.#append(film, `VIDEOS/${uid}.${format}`)
      } catch (error) {
        this.#failed(uid, error)
      }
    }
  }

  async #viewer(reports: boolean): Promise<void> {
    const json = this.#first ?? {}
    const name = json['00100010']?.Value?.[0]
    const study = {
      name: typeof name === 'object' && name !== null && 'Alphabetic' in name ? name.Alphabetic : '',
      id: textOf(json, '00100020') ?? '',
      date: textOf(json, '00080020') ?? '',
      description: textOf(json, '00081030') ?? '',
      reports,
      series: [...this.#series.values()],
    }
    // Read by a script, so nothing in it may end one.
    const data = JSON.stringify(study).replaceAll('<', '\\u003c')
    await this.#append(await readFile(new URL('./disc/viewer.html', import.meta.url)), 'index.html')
    await this.#append(`window.STUDY = ${data}\n`, 'VIEWER/study.js')
  }

  /** One file at a time, so that only one is open however large the study. Of two with one name the second is numbered. */
  #append(source: Parameters<Archiver['append']>[0], wanted: string): Promise<void> {
    const count = (this.#names.get(wanted) ?? 0) + 1
    this.#names.set(wanted, count)
    const name = count === 1 ? wanted : wanted.replace(/(\.\w+)?$/, `-${count}$1`)
    const zip = this.#zip
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        zip.off('entry', done)
        zip.off('error', failed)
        zip.off('close', closed)
        end()
      }
      const done = () => settle(resolve)
      const failed = (error: Error) => settle(() => reject(error))
      const closed = () => settle(() => reject(new Error('the client has gone')))
      zip.once('entry', done)
      zip.once('error', failed)
      zip.once('close', closed)
      zip.append(source, { name })
    })
  }
}
