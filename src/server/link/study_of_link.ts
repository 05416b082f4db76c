import type { LinkRecord } from '#contract/link.ts'
import type { Actor } from '../access/actor.ts'
import { mayIn } from '../access/namespaces.ts'
import { studyAccesses } from '../access/study.ts'
import type { Services } from '../services.ts'
import { presentStudies } from '../study/present.ts'

export type LinkStudy = NonNullable<LinkRecord['study']>

/** What is sent of a study to tell it from the others. */
const FIELDS = ['patient_name', 'study_description', 'study_date']

/**
 * The studies that links lead to, by their uuids. Those that the actor does not see are left out, and what is hidden from
 * them of the others is null: seeing a link gives no right to its study.
 */
export async function studiesOfLinks(
  services: Services,
  actor: Actor,
  links: readonly { study_id: string | null }[],
): Promise<Map<string, LinkStudy>> {
  const { db } = services
  const ids = [...new Set(links.flatMap(({ study_id }) => study_id ?? []))]
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('study')
    .selectAll()
    .where('uuid', 'in', ids)
    .where('deleted', 'is', null)
    .execute()
  const accesses = await studyAccesses(db, actor, rows)
  const seen = rows.filter(({ uuid }) => {
    const access = accesses.get(uuid)
    return access !== undefined && mayIn(actor, access, 'study_view')
  })
  const records = await presentStudies(services, actor, seen, {
    extra: false,
    customfield_h: false,
    permissions_diff: false,
    fields: FIELDS,
  })
  return new Map(
    records.map(({ uuid, patient_name, study_description, study_date }) => [
      uuid,
      { patient_name, study_description, study_date },
    ]),
  )
}
