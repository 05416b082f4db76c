import { type Kysely, sql } from 'kysely'
import { STUDY_ATTRIBUTE_NAMES, type StudyAttribute } from '#contract/study/record.ts'
import type { Actor } from '../access/actor.ts'
import type { NamespaceAccess } from '../access/namespaces.ts'
import { fieldFlag } from '../access/permission.ts'
import type { StudyRow } from '../access/study.ts'
import { changedFields, recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { customfieldsOf } from '../tenancy/customfield/definition.ts'
import { mapCustomfields } from '../tenancy/customfield/mapping.ts'
import { changedValues, writeCustomfields } from '../tenancy/customfield/value.ts'
import { namespaceSettings } from '../tenancy/namespace_setting.ts'
import { studyContext } from './context.ts'
import { publishStudy } from './event.ts'
import { unvalidatedFields } from './field_validation.ts'

/** Changing a study record: attributes, bookkeeping, custom fields, in one transaction with audit and event. */

export type AttributeValues = Partial<Record<StudyAttribute, string | undefined>>

export interface StudyChange {
  attributes: AttributeValues
  columns: Readonly<Record<string, string | number | null | undefined>>
  /** Where `customfield-…` parameters are. */
  raw: ReadonlyMap<string, string>
  partial: boolean
}

export function attributesOf(params: AttributeValues): AttributeValues {
  return Object.fromEntries(
    STUDY_ATTRIBUTE_NAMES.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])),
  )
}

export async function accountSettingsOf(
  db: Kysely<Database>,
  account_id: string | null,
): Promise<Record<string, unknown>> {
  if (!account_id) return {}
  const account = await db
    .selectFrom('account')
    .select('settings')
    .where('uuid', '=', account_id)
    .executeTakeFirst()
  return account?.settings ?? {}
}

/** Drops what the role may not write, where the account enforces field flags on the server. */
function permitted(
  attributes: AttributeValues,
  access: NamespaceAccess,
  settings: Readonly<Record<string, unknown>>,
): AttributeValues {
  if (settings.enforce_field_flags_server_side !== 1) return attributes
  const writable = Object.entries(attributes).filter(
    ([name]) => !['H', 'O'].includes(fieldFlag(access.permissions, name)),
  )
  return Object.fromEntries(writable)
}

/**
 * Applies a change to a locked row. VALIDATION_FAILED lists the attributes that do not match the account's patterns,
 * INVALID_CUSTOMFIELD the custom fields. Answers the attributes that the role could write.
 */
export async function changeStudy(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  access: NamespaceAccess,
  change: StudyChange,
): Promise<AttributeValues> {
  const settings = await accountSettingsOf(tx, access.account_id)
  const attributes = permitted(change.attributes, access, settings)
  const setting = await namespaceSettings(tx, study.phi_namespace)
  const wrong = unvalidatedFields(setting('study_field_validate'), attributes, !study.must_approve)
  if (wrong.length > 0) throw new Refusal('VALIDATION_FAILED', wrong)
  const fields = access.account_id ? await customfieldsOf(tx, [access.account_id], 'Study') : []
  const after = { ...study, ...attributes }
  const customfields = await writeCustomfields(
    tx,
    access.account_id,
    'Study',
    study.customfields,
    change.raw,
    {
      dicomTags: settings.enable_dicom_tag_customfields === 1,
      partial:
        change.partial &&
        settings.study_set_unapproved_allow_bypass_required_fields === 1 &&
        study.must_approve,
      context: (values) =>
        studyContext({
          study: after,
          values,
          fields,
          parameters: change.raw,
          role: { name: access.role_name, id: access.role_id },
        }),
    },
  )
  const columns = Object.fromEntries(
    Object.entries({ ...attributes, ...change.columns }).filter(([, value]) => value !== undefined),
  )
  const edited = [...new Set([...study.edited, ...Object.keys(attributes)])]
  await tx
    .updateTable('study')
    .set({
      ...columns,
      edited,
      customfields: JSON.stringify(customfields),
      updated: sql<string>`now()`,
      updated_by: actor.user_id,
    })
    .where('uuid', '=', study.uuid)
    .execute()
  const customfieldChanges = changedValues(study.customfields, customfields)
  const named = Object.fromEntries(
    Object.entries(customfieldChanges ?? {}).map(([uuid, values]) => [`customfield-${uuid}`, values]),
  )
  const detail = { ...changedFields(study, columns), ...named }
  if (Object.keys(detail).length > 0) {
    await recordAudit(tx, actor, { ...auditOf(study), action: 'EDIT', detail })
    await publishStudy(tx, 'EDIT', study)
  }
  if (customfieldChanges)
    await mapCustomfields(tx, actor, { ...study, customfields }, Object.keys(customfieldChanges))
  return attributes
}

/** Who and where an audit row about a study says. */
export const auditOf = (study: StudyRow) => ({
  uuid: study.uuid,
  type: 'Study',
  what: study.patient_name,
  account_id: study.account_id,
  namespace_id: study.phi_namespace,
})
