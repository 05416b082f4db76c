import { z } from 'zod'
import { namespaceSettings } from '#contract/namespace.ts'
import { FIELD_FLAGS, STUDY_FIELD_PERMISSIONS } from '#contract/permission.ts'
import { asFlag, flag, hash, jsonList } from '#contract/value.ts'
import { requireNamespaceAdmin } from '../../access/namespace_edit.ts'
import { namespaceAccess } from '../../access/namespaces.ts'
import { requireSettingRights } from '../../access/setting.ts'
import { type Call, handle } from '../../command.ts'
import { hexTag } from '../../dicom/dictionary.ts'
import { attributesNamed } from '../../dicom/named-attributes.ts'
import { Refusal } from '../../refusal.ts'
import { applySettings, parseSettings } from '../../tenancy/account_setting.ts'
import { DICOM_TAG } from '../../tenancy/customfield/check.ts'
import { lockNamespaceHash, saveNamespaceHash } from '../../tenancy/namespace_change.ts'

/** What is no setting among the parameters of the call. */
const OWN_PARAMETERS = new Set(['sid', 'uuid'])
/** `ira_namespace` says that queries may be asked of the place; they come with the query commands. */
const FLAGS = ['no_dup_share', 'share_related', 'ira_namespace'] as const

const isFlag = (name: string): name is (typeof FLAGS)[number] => FLAGS.some((known) => known === name)

/** Field flags for the studies of the namespace, over those of the roles. */
function fieldFlags(text: string): Record<string, unknown> {
  const parsed = hash.safeParse(text)
  if (!parsed.success) throw new Refusal('INVALID_SETTING_VALUE', 'study_field_flags')
  for (const [name, value] of Object.entries(parsed.data)) {
    const known =
      STUDY_FIELD_PERMISSIONS.some((field) => field === name) ||
      /^study_field_customfield_[0-9a-f-]{36}$/.test(name)
    if (!known || !FIELD_FLAGS.some((one) => one === value))
      throw new Refusal('INVALID_SETTING_VALUE', 'study_field_flags')
  }
  return parsed.data
}

/** Bytes; empty for no threshold. */
function bytes(text: string): number | null {
  if (text === '') return null
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Refusal('INVALID_SETTING_VALUE', 'study_size_soft_threshold_per_user')
  return value
}

/** As `anonymize_tags` of a download: tags and what stands there instead, or `__DELETE__`. */
function tagValues(text: string): Record<string, string> {
  const named = attributesNamed(text)
  if (!named) throw new Refusal('INVALID_SETTING_VALUE', 'download_anonymize')
  return Object.fromEntries([...named].map(([tag, value]) => [hexTag(tag), value]))
}

/** Tags as custom fields name them (`dicom_tag`). */
function alwaysTags(text: string): string[] {
  const parsed = tagList.safeParse(text)
  if (!parsed.success) throw new Refusal('INVALID_SETTING_VALUE', 'storage_always_dicom_tags')
  return parsed.data
}

const tagList = jsonList.pipe(z.array(z.string().regex(DICOM_TAG)))

/** The settings that a call gives; INVALID_SETTING, INVALID_SETTING_VALUE and NO_NAMESPACE_OVERRIDE name one. */
function given({ raw }: Call<typeof namespaceSettings>) {
  const own: Record<string, unknown> = {}
  const overrides: Record<string, unknown> = {}
  for (const [name, value] of raw) {
    if (OWN_PARAMETERS.has(name) || name.startsWith('fields.')) continue
    if (isFlag(name)) {
      const parsed = flag.safeParse(value)
      if (!parsed.success) throw new Refusal('INVALID_SETTING_VALUE', name)
      own[name] = parsed.data
    } else if (name === 'study_field_flags') own[name] = fieldFlags(value)
    else if (name === 'study_size_soft_threshold_per_user') own[name] = bytes(value)
    else if (name === 'download_anonymize') own[name] = tagValues(value)
    else if (name === 'storage_always_dicom_tags') own[name] = alwaysTags(value)
    else overrides[name] = value
  }
  const change = parseSettings(overrides, 'n')
  return { set: { ...own, ...change.set }, drop: change.drop }
}

export default handle(namespaceSettings, async (call) => {
  const { params, actor, services } = call
  const change = given(call)
  const changes = Object.keys(change.set).length + change.drop.length > 0
  if (changes) {
    await requireNamespaceAdmin(services.db, actor, params.uuid, 'account_edit')
    requireSettingRights(actor, [...Object.keys(change.set), ...change.drop])
  } else if (!(await namespaceAccess(services.db, actor, params.uuid)))
    await requireNamespaceAdmin(services.db, actor, params.uuid, 'account_view')
  return services.db.transaction().execute(async (tx) => {
    const namespace = await lockNamespaceHash(tx, params.uuid, 'settings')
    const settings = applySettings(namespace.hash, change)
    if (changes) await saveNamespaceHash(tx, actor, params.uuid, 'settings', namespace, settings)
    const { no_dup_share, share_related, ira_namespace, study_field_flags, ...overridden } = settings
    return {
      ...overridden,
      no_dup_share: asFlag(no_dup_share === 1),
      share_related: asFlag(share_related === 1),
      ira_namespace: asFlag(ira_namespace === 1),
      study_field_flags:
        typeof study_field_flags === 'object' && study_field_flags !== null
          ? Object.fromEntries(Object.entries(study_field_flags))
          : {},
    }
  })
})
