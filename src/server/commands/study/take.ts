import { studyTake } from '#contract/study/copy.ts'
import { isUuid } from '#contract/value.ts'
import { requireNamespace } from '../../access/namespaces.ts'
import { handle } from '../../command.ts'
import { Refusal } from '../../refusal.ts'
import { shareStudy } from '../../share/share.ts'
import { nextToTake } from '../../share/take.ts'
import { moveStudy } from '../../study/move.ts'
import { namespaceSettings } from '../../tenancy/namespace_setting.ts'

const MOST = 100

export default handle(studyTake, async ({ params, actor, services: { db }, refuse }) => {
  const place = await requireNamespace(db, actor, params.namespace_id, 'study_take')
  const setting = await namespaceSettings(db, place.uuid)
  const text = (name: string) => {
    const value = setting(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const source = text('take_study_source_namespace')?.trim().toLowerCase() ?? ''
  const own =
    isUuid(source) && place.account_id
      ? await db
          .selectFrom('namespace')
          .select('uuid')
          .where('uuid', '=', source)
          .where('account_id', '=', place.account_id)
          .where('deleted', 'is', null)
          .executeTakeFirst()
      : undefined
  if (setting('enable_take_study_feature') !== 1 || !own) throw refuse('NOT_ENABLED')
  if (source === place.uuid) throw refuse('NOTHING_TO_TAKE')
  const taken = await db.transaction().execute(async (tx) => {
    const studies = await nextToTake(tx, actor, place.uuid, {
      source,
      most: Math.min(MOST, Math.max(1, Number(setting('take_study_number_to_take_at_a_time')) || 1)),
      dedup_by: text('take_study_dedup_by_field') ?? 'study_uid',
      sort_by: text('take_study_sort_by'),
      filter: setting('take_study_filter'),
    })
    const target = {
      type: place.type,
      type_uuid: place.type_uuid,
      namespace_id: place.uuid,
      account_id: place.account_id,
      name: place.name,
    }
    for (const study of studies) {
      if (setting('take_study_method') === 'move') await moveStudy(tx, actor, study, place)
      else await shareStudy(tx, actor, study, target)
    }
    return studies.length
  })
  if (taken === 0) throw new Refusal('NOTHING_TO_TAKE')
  return {}
})
