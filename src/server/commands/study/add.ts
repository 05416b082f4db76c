import { type Kysely, sql } from 'kysely'
import { studyAdd } from '#contract/study/edit.ts'
import { reachOf } from '../../access/guest.ts'
import { mayIn, namespaceAccess } from '../../access/namespaces.ts'
import type { StudyRow } from '../../access/study.ts'
import { comingBack } from '../../archive/state.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { isUID } from '../../dicom/instance.ts'
import { newUID } from '../../dicom/uid.ts'
import { placeItems } from '../../folder/item.ts'
import { enqueue } from '../../jobs/queue.ts'
import { Refusal } from '../../refusal.ts'
import { anonymizeRecord } from '../../study/anonymize.ts'
import { approvalOf } from '../../study/approval.ts'
import { accountSettingsOf, attributesOf, auditOf } from '../../study/change.ts'
import { studyContext } from '../../study/context.ts'
import { publishStudy } from '../../study/event.ts'
import { unvalidatedFields } from '../../study/field_validation.ts'
import { applyFutureChanges } from '../../study/future.ts'
import { engineFqdn, presentStudies } from '../../study/present.ts'
import { comesAnew, renamedUpload, renameUpload } from '../../study/upload_rename.ts'
import { customfieldsOf } from '../../tenancy/customfield/definition.ts'
import { writeCustomfields } from '../../tenancy/customfield/value.ts'
import { namespaceSettings } from '../../tenancy/namespace_setting.ts'

type AddCall = Call<typeof studyAdd>

async function targets(call: AddCall) {
  const { params, actor, services, refuse } = call
  const phi = await namespaceAccess(services.db, actor, params.phi_namespace ?? '')
  const storage =
    params.storage_namespace === params.phi_namespace
      ? phi
      : await namespaceAccess(services.db, actor, params.storage_namespace ?? '')
  if (!phi || !storage) throw refuse('NAMESPACE_NOT_FOUND')
  const permission = params.thin === 1 ? 'study_thin' : 'study_upload'
  if (!mayIn(actor, phi, permission) || !mayIn(actor, storage, permission)) throw refuse('NOT_PERMITTED')
  return { phi, storage }
}

const recordOf = (
  db: Kysely<Database>,
  storage_namespace: string,
  phi_namespace: string,
  study_uid: string,
) =>
  db
    .selectFrom('study')
    .selectAll()
    .where('storage_namespace', '=', storage_namespace)
    .where('phi_namespace', '=', phi_namespace)
    .where('study_uid', '=', study_uid)
    .where('deleted', 'is', null)
    .executeTakeFirst()

/** A study of this UID somewhere in the account, where such are not to be uploaded again. */
async function uploadedElsewhere(
  db: Kysely<Database>,
  phi_namespace: string,
  account_id: string | null,
  study_uid: string,
): Promise<string | undefined> {
  const setting = await namespaceSettings(db, phi_namespace)
  if (!account_id || setting('disable_duplicate_study_upload') !== 1) return undefined
  const other = await db
    .selectFrom('study')
    .select('uuid')
    .where('study_uid', '=', study_uid)
    .where('account_id', '=', account_id)
    .where('deleted', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return other?.uuid
}

async function refuseExisting(call: AddCall, existing: StudyRow): Promise<never> {
  const [record] = await presentStudies(call.services, call.actor, [existing], {
    extra: false,
    customfield_h: false,
    permissions_diff: false,
  })
  throw new Refusal('ALREADY_EXISTS', existing.uuid, record)
}

export default handle(studyAdd, async (call) => {
  const { params, actor, services, refuse } = call
  const { db } = services
  const { phi, storage } = await targets(call)
  const { rules, folder } = await reachOf(db, actor)
  // What an upload link fills in is not the guest's to choose.
  const filled = [...(rules?.customfields ?? [])].map(([uuid, value]): [string, string] => [
    `customfield-${uuid}`,
    value,
  ])
  const raw = new Map([...call.raw, ...filled])
  let study_uid = params.study_uid?.trim() || newUID()
  if (!isUID(study_uid)) throw refuse('VALIDATION_FAILED', ['study_uid'])
  if ((await comingBack(db, [{ storage_namespace: storage.uuid, study_uid }])).size > 0)
    throw refuse('PENDING_RESTORE')
  const existing = await recordOf(db, storage.uuid, phi.uuid, study_uid)
  if (existing) {
    if (params.thin === 1 || !(await comesAnew(db, existing))) return refuseExisting(call, existing)
    const begun = await renamedUpload(db, actor, existing)
    const other = begun && (await recordOf(db, storage.uuid, phi.uuid, begun))
    // The upload that was begun goes on until its sender says that it is whole.
    if (other && !other.synced) return refuseExisting(call, other)
    study_uid = newUID()
  }
  const elsewhere =
    params.thin === 1 ? undefined : await uploadedElsewhere(db, phi.uuid, phi.account_id, study_uid)
  if (elsewhere) throw refuse('ALREADY_EXISTS', elsewhere)

  const attributes = attributesOf(params)
  const settings = await accountSettingsOf(db, phi.account_id)
  const setting = await namespaceSettings(db, phi.uuid)
  const wrong = unvalidatedFields(setting('study_field_validate'), attributes, false)
  if (wrong.length > 0) throw refuse('VALIDATION_FAILED', wrong)
  const fields = phi.account_id ? await customfieldsOf(db, [phi.account_id], 'Study') : []
  const added = await db.transaction().execute(async (tx) => {
    const customfields = await writeCustomfields(tx, phi.account_id, 'Study', {}, raw, {
      dicomTags: settings.enable_dicom_tag_customfields === 1,
      context: (values) => studyContext({ study: attributes, values, fields, parameters: raw }),
    })
    const approval = await approvalOf(tx, phi.uuid, study_uid, actor.node ? 'harvest' : 'upload')
    const inserted = await tx
      .insertInto('study')
      .values({
        ...attributes,
        account_id: phi.account_id,
        phi_namespace: phi.uuid,
        storage_namespace: storage.uuid,
        study_uid,
        source: actor.node ? 'harvest' : 'upload',
        phantom: params.thin !== 1,
        thin: params.thin === 1,
        ...approval,
        edited: Object.keys(attributes),
        customfields: JSON.stringify(customfields),
        image_count: params.image_count ?? 0,
        attachment_count: params.attachment_count ?? 0,
        integration_key: params.integration_key ?? null,
        source_ae_title: params.source_ae_title ?? null,
        destination_ae_title: params.destination_ae_title ?? null,
        node_id: params.node_id ?? actor.node?.uuid ?? null,
        created_by: actor.user_id,
        updated_by: actor.user_id,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['storage_namespace', 'study_uid', 'phi_namespace'])
          .where('deleted', 'is', null)
          .doNothing(),
      )
      .returningAll()
      .executeTakeFirst()
    if (!inserted) return undefined
    if (existing) await renameUpload(tx, actor, existing, study_uid)
    const study = { ...inserted, ...(await anonymizeRecord(tx, actor, inserted.uuid, 'ingress')) }
    await recordAudit(tx, actor, { ...auditOf(study), action: 'ADD' })
    if (folder) await placeItems(tx, actor, folder, 'Study', [study.uuid])
    if (actor.node) await sql`update node set last_study = now() where uuid = ${actor.node.uuid}`.execute(tx)
    await applyFutureChanges(tx, study)
    await publishStudy(tx, 'EDIT', study)
    // Images may have come before their record (v3-clients, "More", 12).
    if (params.thin !== 1) {
      const payload = { storage_namespace: storage.uuid, study_uid }
      await enqueue(tx, 'study_notify', payload, {
        key: `study_notify:${storage.uuid}:${study_uid}`,
        delay: 1,
      })
    }
    return study
  })
  if (!added) {
    // Somebody else added it between our look and our insert.
    const winner = await recordOf(db, storage.uuid, phi.uuid, study_uid)
    // Added and deleted again meanwhile: the caller's next try finds the place free.
    if (!winner) throw refuse('PENDING_RESTORE')
    return refuseExisting(call, winner)
  }
  return {
    uuid: added.uuid,
    engine_fqdn: engineFqdn(services),
    ...(existing ? { study_uid } : {}),
  }
})
