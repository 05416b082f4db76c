import { namespaceAnonymize } from '#contract/namespace.ts'
import { asFlag, isUuid } from '#contract/value.ts'
import { requireNamespaceAdmin } from '../../access/namespace_edit.ts'
import { changedFields, recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import { checkAnonymizationRules } from '../../tenancy/anonymization_rules.ts'
import { ingressTagMap, namespaceAnonymization } from '../../tenancy/namespace_anonymization.ts'
import { lockNamespaceHash } from '../../tenancy/namespace_change.ts'

const isEmpty = (hash: Readonly<Record<string, unknown>>) => Object.keys(hash).length === 0

/** What is to be kept of a call that changes the rules or the profile of a namespace. */
function changeOf(
  { params, refuse }: Call<typeof namespaceAnonymize>,
  now: { rules: Record<string, unknown>; anonymization_id: string | null },
) {
  const { rules, anonymization_id: given } = params
  if (rules) checkAnonymizationRules(rules)
  const rulesGiven = rules !== undefined && !isEmpty(rules)
  if (rulesGiven && given) throw refuse('ONLY_ONE')
  const anonymization_id = given === undefined ? now.anonymization_id : given || null
  if (rulesGiven && anonymization_id) throw refuse('HAS_ANONYMIZATION_PROFILE')
  const after = rules ?? now.rules
  if (given && !isEmpty(after)) throw refuse('HAS_ANONYMIZATION_RULES')
  return { rules: after, anonymization_id }
}

export default handle(namespaceAnonymize, async (call) => {
  const { params, actor, services, refuse } = call
  await requireNamespaceAdmin(services.db, actor, params.uuid, 'account_edit')
  return services.db.transaction().execute(async (tx) => {
    const namespace = await lockNamespaceHash(tx, params.uuid, 'anonymize')
    const kept = await tx
      .selectFrom('namespace')
      .select(['anonymization_id', 'prompt_for_anonymize'])
      .where('uuid', '=', params.uuid)
      .executeTakeFirstOrThrow()
    const change = changeOf(call, { rules: namespace.hash, anonymization_id: kept.anonymization_id })
    const { anonymization_id } = change
    if (anonymization_id && anonymization_id !== kept.anonymization_id) {
      const profile = isUuid(anonymization_id)
        ? await tx
            .selectFrom('anonymization_profile')
            .select('uuid')
            .where('uuid', '=', anonymization_id)
            .where('account_id', '=', namespace.account_id)
            .where('deleted', 'is', null)
            .forShare()
            .executeTakeFirst()
        : undefined
      if (!profile) throw refuse('NOT_FOUND', 'anonymization')
    }
    const prompt_for_anonymize =
      params.prompt_for_anonymize === undefined
        ? kept.prompt_for_anonymize
        : params.prompt_for_anonymize === 1
    const detail = changedFields(
      { anonymize: namespace.hash, ...kept },
      { anonymize: change.rules, anonymization_id, prompt_for_anonymize },
    )
    if (detail) {
      await tx
        .updateTable('namespace')
        .set({ anonymize: JSON.stringify(change.rules), anonymization_id, prompt_for_anonymize })
        .where('uuid', '=', params.uuid)
        .execute()
      await recordAudit(tx, actor, {
        uuid: params.uuid,
        type: 'Namespace',
        action: 'EDIT',
        what: namespace.name,
        account_id: namespace.account_id,
        namespace_id: params.uuid,
        detail,
      })
    }
    const now = await namespaceAnonymization(tx, params.uuid)
    if (!now) throw refuse('NOT_FOUND')
    return {
      rules: change.rules,
      anonymization_id,
      prompt_for_anonymize: asFlag(prompt_for_anonymize),
      ...(now.atIngress ? { anonymize_at_ingress: 1, dicom_tag_map: ingressTagMap(now.setting) } : {}),
    }
  })
})
