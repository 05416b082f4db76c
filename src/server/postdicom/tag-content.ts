import { sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { findStudy } from '../access/study.ts'
import { uuidOfText } from '../db/uuid.ts'
import { hexTag, tagOfName } from '../dicom/dictionary.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { asShown, editsOfRecord } from '../imaging/edited.ts'
import { unpackMetadata } from '../ingest/metadata.ts'
import type { Services } from '../services.ts'
import { PostDicomFault } from './fault.ts'

/** What stands in the images of an order, series by series. */

/** The UUID that a series has for good: series have none in DICOM. */
export const seriesUuid = (storage_namespace: string, study_uid: string, series_uid: string): string =>
  uuidOfText(`${storage_namespace} ${study_uid} ${series_uid}`)

/** A tag in any notation that is in use: 00100010, x00100010, (0010,0010), 0010,0010, PatientName. */
export function tagOf(id: string): string {
  const plain = id.replaceAll(/[\s(),]/g, '').replace(/^(0x|x)/i, '')
  const tag = tagOfName(/^[0-9a-f]{8}$/i.test(plain) ? plain : id.trim())
  if (tag === undefined) throw new PostDicomFault(400, `${id.slice(0, 64)} is no DICOM tag`)
  return hexTag(tag)
}

interface Row {
  series_uid: string
  metadata: Buffer
}

/** The attributes, all without tags, of the first image of each series; `series` is a UUID or a Series Instance UID. */
export async function tagContent(
  services: Services,
  actor: Actor,
  study_id: string,
  tags: readonly string[],
  series: string | undefined,
) {
  const { db } = services
  const { study } = await findStudy(db, actor, { uuid: study_id }, 'study_view')
  const { storage_namespace, study_uid } = study
  const { rows } = await sql<Row>`
    select e.series_uid, (select i.metadata from stored_instance i where i.stored_series_id = e.id and i.current
      order by i.instance_number, i.sop_instance_uid limit 1) as metadata
    from stored_study t join stored_series e on e.stored_study_id = t.id
    where t.storage_namespace = ${storage_namespace} and t.study_uid = ${study_uid} and e.instance_count > 0
    order by e.series_number, e.series_uid`.execute(db)
  const edits = await editsOfRecord(db, study)
  return rows.flatMap(({ series_uid, metadata }) => {
    const PatientSeriesUuid = seriesUuid(storage_namespace, study_uid, series_uid)
    if (series && series !== PatientSeriesUuid && series !== series_uid) return []
    const stored: JsonDataSet = JSON.parse(unpackMetadata(metadata).toString('utf8'))
    const json = asShown(stored, study, edits)
    const wanted = tags.length > 0 ? tags : Object.keys(json).toSorted()
    return [
      {
        StudyInstanceUid: study_uid,
        SeriesInstanceUid: series_uid,
        PatientSeriesUuid,
        DicomTagList: wanted.map((tag) => ({
          DicomTagId: tag,
          ValueRepresentation: json[tag]?.vr ?? null,
          Value: json[tag]?.Value ?? [],
        })),
      },
    ]
  })
}
