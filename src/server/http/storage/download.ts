import { ZipArchive } from 'archiver'
import type { FastifyReply } from 'fastify'
import { recordAudit } from '../../audit/record.ts'
import { hexTag } from '../../dicom/dictionary.ts'
import type { JsonDataSet } from '../../dicom/json-model.ts'
import { attributesNamed, jsonOfNamed } from '../../dicom/named-attributes.ts'
import { editsOfRecord, isEmpty, withEdits } from '../../imaging/edited.ts'
import { findInstances, type StoredInstance } from '../../imaging/stored-study.ts'
import { queryValues } from '../dicomweb/query.ts'
import { BUNDLES, type BundleName, type BundleOptions, BundleWriter } from './bundle.ts'
import { type StorageCall, type StorageStudy, studyOfCall } from './call.ts'
import { StorageFailure } from './failure.ts'
import { attachmentsOf } from './schema.ts'

/**
 * `/study/{namespace}/{studyUid}/download`: a zip that is written while it is sent. What it holds is for its bundle to
 * say; the files are as they are stored, but for what the record or the client says instead.
 */
export async function downloadStudy(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await studyOfCall(call, 'study_download')
  const parameters = await parametersOf(call)
  const options = await optionsOf(call, study, parameters)
  if (study.id === undefined) throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  const instances = chosen(
    await findInstances(call.services, { id: study.id, anonymization: study.anonymization }),
    parameters,
  )
  if (instances.length === 0) throw new StorageFailure('IMAGES_NOT_FOUND', 'There are no such images')
  if (study.record) {
    await recordAudit(call.services.db, call.actor, {
      uuid: study.record.uuid,
      type: 'Study',
      action: 'DOWNLOAD',
      what: `${instances.length} images as ${options.bundle}`,
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
  const attachments = await attachmentsOf(call, study)
  void new BundleWriter(call.services, zip, options).write(instances, attachments).catch((error: unknown) => {
    if (!zip.destroyed) zip.emit('error', error)
  })
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
    const uids = listed(parameters.get(name))
    return uids.length > 0 ? new Set(uids) : undefined
  }
  const [series, images] = [list('series_uid'), list('image_uid')]
  return instances.filter(
    (one) => (!series || series.has(one.series_uid)) && (!images || images.has(one.sop_instance_uid)),
  )
}

const flag = (parameters: ReadonlyMap<string, string>, name: string): boolean => parameters.get(name) === '1'

const listed = (text: string | undefined): string[] => (text ?? '').split(',').filter((item) => item !== '')

const isBundle = (name: string): name is BundleName => Object.hasOwn(BUNDLES, name)

async function optionsOf(
  call: StorageCall,
  study: StorageStudy,
  parameters: ReadonlyMap<string, string>,
): Promise<BundleOptions> {
  const bundle = parameters.get('bundle')
  if (bundle === undefined) throw new StorageFailure('VALIDATION_ERROR', 'bundle is missing')
  if (!isBundle(bundle))
    throw new StorageFailure('NOT_ACCEPTABLE', `bundle is one of ${Object.keys(BUNDLES).join(', ')}`)
  const format = parameters.get('video_format') || 'avi'
  if (format !== 'avi' && format !== 'mp4')
    throw new StorageFailure('VALIDATION_ERROR', 'video_format is avi or mp4')
  return {
    bundle,
    folders: flag(parameters, 'roche_directory')
      ? 'roche'
      : flag(parameters, 'flat_directory')
        ? 'flat'
        : 'series',
    excludeViewer: flag(parameters, 'exclude_viewer'),
    stopOnFailure: flag(parameters, 'stop_on_failure'),
    includeWrapped: flag(parameters, 'include_wrapped_dicoms'),
    change: await changeOf(call, study, parameters.get('anonymize_tags') ?? ''),
    films: {
      seriesUIDs: listed(parameters.get('video_series_uids')),
      format,
    },
  }
}

/**
 * What the record says stands in the files that are handed out, and over it what the client and the place have replaced.
 * Nothing where the files go out as they are.
 */
async function changeOf(
  call: StorageCall,
  study: StorageStudy,
  asked: string,
): Promise<BundleOptions['change']> {
  const edits = await editsOfRecord(call.services.db, study.record)
  const replaced = { ...overridden(asked), ...(await askedByPlace(call, study)) }
  if (isEmpty(edits) && Object.keys(replaced).length === 0) return undefined
  return (set) => {
    const changed: JsonDataSet = {}
    for (const [tag, attribute] of Object.entries({ ...withEdits(set, edits), ...replaced }))
      if (attribute) changed[tag] = attribute
    return changed
  }
}

/** What the namespace has replaced in whatever is downloaded from it, whatever the client asks for. */
async function askedByPlace({ services }: StorageCall, { record, storage_namespace }: StorageStudy) {
  const namespace = await services.db
    .selectFrom('namespace')
    .select('settings')
    .where('uuid', '=', record?.phi_namespace ?? storage_namespace)
    .executeTakeFirst()
  const { download_anonymize } = namespace?.settings ?? {}
  return download_anonymize ? overridden(JSON.stringify(download_anonymize)) : {}
}

const LEFT_OUT = '__DELETE__'

function overridden(text: string): Record<string, JsonDataSet[string] | undefined> {
  const named = attributesNamed(text)
  if (!named) throw new StorageFailure('ANONYMIZE_TAGS_FORMAT_ERROR', 'anonymize_tags are tag=value pairs')
  const kept = new Map([...named].filter(([, value]) => value !== LEFT_OUT))
  const gone = [...named.keys()].filter((tag) => named.get(tag) === LEFT_OUT)
  return { ...jsonOfNamed(kept), ...Object.fromEntries(gone.map((tag) => [hexTag(tag), undefined])) }
}
