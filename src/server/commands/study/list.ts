import { studyCount, studyCountByFilter, studyList } from '#contract/study/list.ts'
import { isUuid } from '#contract/value.ts'
import { filterVisible, sharedWith } from '../../access/filter.ts'
import { handle } from '../../command.ts'
import { countStudies, listStudies } from '../../db/study/list.ts'
import { presentStudies } from '../../study/present.ts'
import { templateFor } from '../../tenancy/template.ts'

export const list = handle(studyList, async ({ params, raw, actor, services, keep }) => {
  const template = params.template && (await templateFor(services.db, actor, params.template))
  const fields = params.fields?.map(String)
  if (fields) keep('study', fields)
  const { rows, page } = await listStudies(services.db, actor, raw)
  const studies = await presentStudies(services, actor, rows, {
    extra: params.extra === 1,
    customfield_h: params.customfield_h === 1,
    permissions_diff: params.permissions_diff === 1,
    most_hl7: params['limit.hl7'],
    fields,
  })
  return { page, more: page.more, studies, ...(template === undefined ? {} : { template }) }
})

export const count = handle(studyCount, async ({ params, raw, actor, services: { db } }) => ({
  count: await countStudies(db, actor, raw, params.nocache === 1),
}))

/** How many saved filters are counted at once. */
const MOST_FILTERS = 50

export const countByFilter = handle(
  studyCountByFilter,
  async ({ params, raw, actor, services: { db }, refuse }) => {
    const wanted = params.filter_uuids?.map(String)
    if (wanted?.some((uuid) => !isUuid(uuid))) throw refuse('INVALID_FIELD', 'filter_uuids')
    let query = db
      .selectFrom('filter')
      .select('uuid')
      .where('deleted', 'is', null)
      .where('type', '=', 'study')
      .where(filterVisible(actor, await sharedWith(db, actor)))
      .limit(MOST_FILTERS)
    if (wanted && wanted.length > 0) query = query.where('uuid', 'in', wanted)
    const counts: [string, number][] = []
    for (const { uuid } of await query.execute()) {
      const own = new Map(raw)
      own.set('filter_id', uuid)
      counts.push([uuid, await countStudies(db, actor, own)])
    }
    return { count_by_filter: Object.fromEntries(counts) }
  },
)
