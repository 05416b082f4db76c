import { type Archiver, ZipArchive } from 'archiver'
import type { FastifyReply } from 'fastify'
import { recordAudit } from '../../audit/record.ts'
import { renderInstance } from '../../imaging/render.ts'
import { findInstances, type StoredInstance } from '../../imaging/stored-study.ts'
import { queryValues } from '../dicomweb/query.ts'
import { queryFlag, type StorageCall, type StorageStudy, studyOfCall } from './call.ts'
import { StorageFailure } from './failure.ts'
import { attachmentsOf } from './schema.ts'

/**
 * `/study/{namespace}/{studyUid}/download`: a zip that is written while it is sent. `bundle=dicom` holds the files as
 * they are stored and the attachments, `bundle=image` JPEGs of the frames. What could not be read is named in ERROR.txt.
 */
export async function downloadStudy(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await studyOfCall(call, 'study_download')
  const parameters = await parametersOf(call)
  const bundle = parameters.get('bundle')
  if (bundle === undefined) throw new StorageFailure('VALIDATION_ERROR', 'bundle is missing')
  if (bundle !== 'dicom' && bundle !== 'image')
    throw new StorageFailure('NOT_ACCEPTABLE', 'bundle is dicom or image')
  if (study.id === undefined) throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  const instances = chosen(await findInstances(call.services, study.id), parameters)
  if (instances.length === 0) throw new StorageFailure('IMAGES_NOT_FOUND', 'There are no such images')
  if (study.record) {
    await recordAudit(call.services.db, call.actor, {
      uuid: study.record.uuid,
      type: 'Study',
      action: 'DOWNLOAD',
      what: `${instances.length} images as ${bundle}`,
      account_id: study.account_id,
      namespace_id: study.record.phi_namespace,
    })
  }
  const zip = new ZipArchive({ store: true, forceZip64: false })
  zip.on('error', (error: unknown) => {
    call.services.log.error({ err: error }, 'a download broke off')
    reply.raw.destroy()
  })
  reply.raw.on('close', () => zip.abort())
  void fill(
    call,
    zip,
    study,
    instances,
    bundle,
    queryFlag(call, 'flat_directory') || parameters.get('flat_directory') === '1',
  )
  return reply
    .type('application/zip')
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${study.study_uid}.zip"`)
    .send(zip)
}

/** From the query and, since lists of UIDs may be long, from a form. */
async function parametersOf({ request }: StorageCall): Promise<Map<string, string>> {
  const parameters = new Map([...queryValues(request)].map(([name, values]) => [name, values[0] ?? '']))
  if (request.method !== 'POST') return parameters
  let text = ''
  for await (const chunk of request.raw) {
    text += String(chunk)
    if (text.length > 4 * 1024 * 1024) throw new StorageFailure('PAYLOAD_TOO_LARGE', 'The form is too large')
  }
  for (const [name, value] of new URLSearchParams(text)) parameters.set(name, value)
  return parameters
}

function chosen(
  instances: readonly StoredInstance[],
  parameters: ReadonlyMap<string, string>,
): StoredInstance[] {
  const list = (name: string) => {
    const uids = parameters
      .get(name)
      ?.split(',')
      .filter((uid) => uid !== '')
    return uids && uids.length > 0 ? new Set(uids) : undefined
  }
  const [series, images] = [list('series_uid'), list('image_uid')]
  return instances.filter(
    (one) => (!series || series.has(one.series_uid)) && (!images || images.has(one.sop_instance_uid)),
  )
}

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')

async function fill(
  call: StorageCall,
  zip: Archiver,
  study: StorageStudy,
  instances: readonly StoredInstance[],
  bundle: 'dicom' | 'image',
  flat: boolean,
): Promise<void> {
  const { services } = call
  const failures: string[] = []
  const seriesNumber = new Map<string, number>()
  const imageNumber = new Map<string, number>()
  for (const [n, instance] of instances.entries()) {
    const series = seriesNumber.get(instance.series_uid) ?? seriesNumber.size + 1
    seriesNumber.set(instance.series_uid, series)
    const image = (imageNumber.get(instance.series_uid) ?? 0) + 1
    imageNumber.set(instance.series_uid, image)
    const place = flat ? `IMG${padded(n + 1, 4)}` : `SER${padded(series, 4)}/IMG${padded(image, 4)}`
    try {
      if (bundle === 'dicom') {
        if (!(await services.objects.has(instance.hash))) throw new Error('the file is missing')
        await appended(zip, services.objects.stream(instance.hash), `DICOM/${place}.dcm`)
        continue
      }
      for (let frame = 0; frame < instance.frames; frame++) {
        const name = instance.frames === 1 ? place : `${place}-${padded(frame + 1, 4)}`
        await appended(
          zip,
          await renderInstance(services, instance, frame, { format: 'jpeg' }),
          `IMAGES/${name}.jpg`,
        )
      }
    } catch (error) {
      failures.push(`${instance.sop_instance_uid}: ${error instanceof Error ? error.message : 'failed'}`)
    }
    if (zip.destroyed) return
  }
  for (const [n, attachment] of (await attachmentsOf(call, study)).entries()) {
    if (bundle === 'dicom')
      await appended(
        zip,
        services.objects.stream(attachment.version),
        `REPORTS/${padded(n + 1, 3)}-${attachment.filename}`,
      )
  }
  if (failures.length > 0) await appended(zip, `${failures.join('\n')}\n`, 'ERROR.txt')
  await zip.finalize()
}

/** One file at a time, so that only one is open however large the study. */
function appended(zip: Archiver, source: Parameters<Archiver['append']>[0], name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      zip.off('error', failed)
      zip.off('close', closed)
      resolve()
    }
    const failed = (error: Error) => reject(error)
    const closed = () => reject(new Error('the client has gone'))
    zip.once('entry', done)
    zip.once('error', failed)
    zip.once('close', closed)
    zip.append(source, { name })
  })
}
