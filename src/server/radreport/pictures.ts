import { z } from 'zod'
import { KEY_IMAGES } from '#contract/radreport.ts'
import type { RadreportRow } from '../access/radreport.ts'
import type { StudyRow } from '../access/study.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { renderInstance } from '../imaging/render.ts'
import { findInstances } from '../imaging/stored-study.ts'
import type { Services } from '../services.ts'

/** The pictures of the study that a report names, as they look with their own window. */

const named = z.array(
  z.object({
    series_uid: z.string(),
    instance_uid: z.string(),
    /** From 1. */
    frame_number: z.coerce.number().int().min(1).default(1),
    label: z.string().default(''),
  }),
)

export interface Picture {
  jpeg: Buffer
  label: string
}

const MOST_PICTURES = 12
const EDGE = 900

/** Those that are there still and can be drawn; the rest is left out. */
export async function picturesOf(
  services: Services,
  study: StudyRow,
  report: RadreportRow,
): Promise<Picture[]> {
  const wanted = named.safeParse(report.fields[KEY_IMAGES])
  if (!wanted.success || wanted.data.length === 0) return []
  const stored = await services.db
    .selectFrom('stored_study')
    .select('id')
    .where('storage_namespace', '=', study.storage_namespace)
    .where('study_uid', '=', study.study_uid)
    .executeTakeFirst()
  if (!stored) return []
  const pictures: Picture[] = []
  for (const { series_uid, instance_uid, frame_number, label } of wanted.data.slice(0, MOST_PICTURES)) {
    const [instance] = await findInstances(
      services,
      { id: stored.id, anonymization: study.anonymization },
      { series_uid, sop_instance_uid: instance_uid },
    )
    if (!instance || frame_number > instance.frames) continue
    const viewport = { width: EDGE, height: EDGE, enlarge: false }
    try {
      pictures.push({
        jpeg: await renderInstance(services, instance, frame_number - 1, { format: 'jpeg', viewport }),
        label,
      })
    } catch (error) {
      if (!(error instanceof DicomRefusal)) throw error
    }
  }
  return pictures
}
