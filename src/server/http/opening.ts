import { sql } from 'kysely'
import { bySeriesNumber, type Opening, type OpeningSeries } from '#contract/study/opening.ts'
import { viewKey } from '#contract/study/view_keys.ts'
import type { Actor } from '../access/actor.ts'
import { findStudy } from '../access/study.ts'
import { preparedRows } from '../db/image-query.ts'
import { userSettings } from '../db/user_setting.ts'
import type { Services } from '../services.ts'

/** More series than a page is made longer for; it then asks for them itself. */
const MOST_SERIES = 200

/**
 * Where the images of a study are, for the page that opens it. Refuses whom `/study/get` refuses; undefined where
 * there are none.
 */
export async function openingOf(
  services: Services,
  actor: Actor,
  uuid: string,
): Promise<Opening | undefined> {
  const { study, access } = await findStudy(services.db, actor, { uuid })
  const series = await preparedRows(
    services,
    sql<OpeningSeries>`
    select e.series_uid as "SeriesInstanceUID", e.series_number as "SeriesNumber", coalesce(e.modality, '') as "Modality",
      e.instance_count as instances
    from stored_study s join stored_series e on e.stored_study_id = s.id
    where s.storage_namespace = ${study.storage_namespace} and s.study_uid = ${study.study_uid} and e.instance_count > 0
    limit ${MOST_SERIES + 1}`,
  )
  if (series.length === 0 || series.length > MOST_SERIES) return undefined
  const { phi_namespace, study_uid } = study
  const views = await userSettings(services.db, actor, access.account_id, [
    viewKey(false, uuid),
    viewKey(true, uuid),
  ])
  return { phi_namespace, study_uid, series: series.toSorted(bySeriesNumber), views }
}
