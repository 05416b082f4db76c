import type { Permission } from '#contract/permission.ts'
import { studySet } from '#contract/study/edit.ts'
import { mayIn, requireNamespace } from '../../access/namespaces.ts'
import { type FoundStudy, findStudy, type StudyRow } from '../../access/study.ts'
import { type Call, handle } from '../../command.ts'
import { Refusal } from '../../refusal.ts'
import { accountSettingsOf, attributesOf, changeStudy } from '../../study/change.ts'
import { loadMessages } from '../../study/load_hl7.ts'
import { loadOrdersOf } from '../../study/load_orders.ts'
import { updateOriginals } from '../../study/original.ts'
import { customfieldParameters } from '../../tenancy/customfield/value.ts'

type SetCall = Call<typeof studySet>

const needed = (params: SetCall['params']): Permission =>
  params.use_upload_permission === 1 ? 'study_upload' : 'study_edit'

/** A record made without images is for those to fill in who may make one; any other needs the right for its state. */
function maySet({ params, actor }: SetCall, { study, access }: FoundStudy): boolean {
  if (params.use_upload_permission === 1) return mayIn(actor, access, 'study_upload')
  if (study.thin && mayIn(actor, access, 'study_thin')) return true
  return mayIn(actor, access, study.must_approve ? 'study_edit_unapproved' : 'study_edit_approved')
}

/** The change of a study that is not here yet waits for it. */
async function setInFuture(call: SetCall): Promise<{ uuid: string }> {
  const { params, raw, actor, services } = call
  const { study_uid, storage_namespace, phi_namespace } = params
  if (!study_uid || !storage_namespace || !phi_namespace) throw new Refusal('NOT_FOUND')
  const access = await requireNamespace(services.db, actor, phi_namespace, needed(params))
  const wanted = [...raw].filter(([name]) => name.startsWith('customfield-'))
  const change = JSON.stringify({ ...attributesOf(params), ...Object.fromEntries(wanted) })
  const row = await services.db
    .insertInto('study_future')
    .values({
      account_id: access.account_id,
      study_uid,
      storage_namespace,
      phi_namespace,
      user_id: actor.user_id,
      change,
    })
    .returning('uuid')
    .executeTakeFirstOrThrow()
  return row
}

async function find(call: SetCall) {
  try {
    return await findStudy(call.services.db, call.actor, call.params, [needed(call.params), 'study_thin'])
  } catch (error) {
    if (error instanceof Refusal && error.error_type === 'NOT_FOUND') return undefined
    throw error
  }
}

export default handle(studySet, async (call) => {
  const { params, raw, actor, services, refuse } = call
  const found = await find(call)
  if (!found) return setInFuture(call)
  const { study, access } = found
  if (!maySet(call, found)) throw refuse('NOT_PERMITTED')
  if (study.phantom) {
    if (params.study_id) throw refuse('NOT_PERMITTED', 'PHANTOM')
    return setInFuture(call)
  }
  if (params.use_upload_permission === 1 && study.source !== 'upload') throw refuse('NOT_PERMITTED')
  await services.db.transaction().execute(async (tx) => {
    const row: StudyRow = await tx
      .selectFrom('study')
      .selectAll()
      .where('uuid', '=', study.uuid)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (row.deleted) throw refuse('NOT_FOUND')
    if (row.must_match) throw refuse('PENDING_MUST_MATCH')
    const written = await changeStudy(tx, actor, row, access, {
      attributes: attributesOf(params),
      columns: {
        image_count: params.image_count,
        attachment_count: params.attachment_count,
        integration_key: params.integration_key,
        source_ae_title: params.source_ae_title,
        destination_ae_title: params.destination_ae_title,
        node_id: params.node_id,
        ...(params.seconds_to_ingest === 1
          ? { seconds_to_ingest: secondsBetween(row.created, row.updated) }
          : {}),
      },
      raw,
      partial: params.parital_save === 1 || params.partial_save === 1,
    })
    await updateOriginals(tx, actor, row, written)
    if ('patientid' in written || 'accession_number' in written) await loadOrdersOf(tx, actor, row.uuid)
    const settings = await accountSettingsOf(tx, access.account_id)
    if (settings.reload_hl7_customfields_on_phi_update === 1 && Object.keys(written).length > 0) {
      const given = customfieldParameters(raw)
      await loadMessages(tx, actor, row.uuid, ({ uuid, name }) => given.has(uuid) || given.has(`'${name}'`))
    }
  })
  return { uuid: study.uuid }
})

const secondsBetween = (from: string, until: string) =>
  Math.max(0, Math.round((Date.parse(`${until.slice(0, 23)}Z`) - Date.parse(`${from.slice(0, 23)}Z`)) / 1000))
