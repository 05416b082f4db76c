import { type Kysely, sql } from 'kysely'
import { namespaceShareCode, namespaceValidateCustomfields } from '#contract/namespace.ts'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../../access/actor.ts'
import { namespaceAccess } from '../../access/namespaces.ts'
import { fieldFlag } from '../../access/permission.ts'
import { studyPermissions } from '../../access/study.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { uploadLinkOfCode } from '../../link/code_link.ts'
import { cardEntry, payee } from '../../payment/payee.ts'
import { Refusal } from '../../refusal.ts'
import { isPriced, readSharePricing } from '../../share/pricing.ts'
import { resolveSettings } from '../../tenancy/account_setting.ts'
import { customfieldsOf } from '../../tenancy/customfield/definition.ts'
import { customfieldParameters, presentValues, writeCustomfields } from '../../tenancy/customfield/value.ts'
import { ingressTagMap, namespaceAnonymization } from '../../tenancy/namespace_anonymization.ts'
import { accountOfVanity } from '../../tenancy/vanity.ts'

/** What an uploader has to know of the account that it uploads for. */
const UPLOAD_SETTINGS = [
  'enable_dicom_wrapping',
  'enable_dicom_deidentification',
  'enable_dicomdir_scan',
  'consolidate_wrapped_jpegs',
  'upload_one_study',
  'render_wrapped_pdf',
  'render_wrapped_avi',
  'render_wrapped_video',
  'render_wrapped_docx',
  'sr_render_css',
  'auto_wrap_images',
  'reencode_dicom_mp4',
  'duplicate_study_check',
  'enable_ingress_filter',
  'web_uploader_ingress_filter',
  'disable_duplicate_study_upload',
  'force_new_study_on_upload',
  'confirm_before_upload',
  'study_download_no_reports',
  'auto_enable_dicom_wrapping',
  'single_file_dicom_wrapping',
  'enable_multipart_uploader',
  'allow_drag_and_drop_in_study_uploader',
  'upload_select_none',
  'hide_help_tool',
  'batch_encode_cine',
  'encapsulate_wrapped_pdf',
  'dicom_deidentification_at_ingress',
  'upload_settings',
]

interface Place {
  uuid: string
  type: string
  type_uuid: string
  account_id: string | null
  name: string
  share_code: string | null
  share_description: string | null
  share_settings: unknown
  settings: Record<string, unknown>
  share_pricing: Record<string, unknown>
  account_settings: Record<string, unknown> | null
}

const TYPES = ['account', 'location', 'group', 'user'] as const
const shareType = (type: string) => TYPES.find((known) => type === `${known}_id`) ?? 'user'

/**
 * The namespace behind a share code, which is enough to know but on the host of a vanity of another account; or a
 * namespace that is the actor's.
 */
async function findPlace(
  { request, services: { db }, actor }: Pick<Call, 'request' | 'services' | 'actor'>,
  by: { share_code?: string | undefined; namespace_id?: string | undefined },
): Promise<Place> {
  const { rows } = await sql<Place>`
    select n.uuid, n.type, n.type_uuid, n.account_id, n.name, n.share_code::text, n.share_description, n.share_settings,
      n.settings, n.share_pricing, a.settings as account_settings
    from namespace n left join account a on a.uuid = n.account_id
    where n.deleted is null and a.deleted is null and not coalesce(a.disabled, false)
      and ${by.share_code === undefined ? sql`n.uuid = ${by.namespace_id}` : sql`n.share_code = ${by.share_code}::citext`}`.execute(
    db,
  )
  const [place] = rows
  if (!place) throw new Refusal('NOT_FOUND')
  if (by.share_code === undefined) {
    if (!(await namespaceAccess(db, actor, place.uuid))) throw new Refusal('NOT_FOUND')
    return place
  }
  const vanity = await accountOfVanity(db, request, undefined)
  if (vanity && vanity.uuid !== place.account_id) throw new Refusal('NOT_FOUND')
  return place
}

/** The custom fields that are asked for: those marked for share codes; all of them where somebody is signed in. */
async function fieldsOf(db: Kysely<Database>, actor: Actor, place: Place) {
  if (!place.account_id) return []
  const fields = await customfieldsOf(db, [place.account_id], 'Study')
  const all = actor.kind === 'user' && !actor.guest
  const asked = fields.filter((field) => all || field.capture_on_share_code)
  const flags = new Map(fields.map((field) => [field.uuid, field]))
  return presentValues(asked, {}).map((field) => ({
    ...field,
    capture_on_share_code: asFlag(flags.get(field.uuid)?.capture_on_share_code === true),
    wrapped_dicom_only: asFlag(flags.get(field.uuid)?.wrapped_dicom_only === true),
    dicom_only: asFlag(flags.get(field.uuid)?.dicom_only === true),
  }))
}

/** Whether a second opinion is asked for by sharing there, and how; whether or not it costs something. */
function secondOpinionOf({ share_pricing }: Place) {
  const { second_opinion_share, second_opinion_config } = readSharePricing(share_pricing)
  return second_opinion_share ? { second_opinion_share: asFlag(true), second_opinion_config } : {}
}

/** What sharing there costs, where the account can be paid; to who is signed in also with which card. */
async function pricesOf({ services, actor }: Call<typeof namespaceShareCode>, place: Place) {
  const pricing = readSharePricing(place.share_pricing)
  const paid = isPriced(pricing) && (await payee(services.db, services.configuration, place.account_id))
  if (!paid || typeof paid === 'string') return {}
  const {
    sum_price_matches,
    share_charge_by_modality,
    second_opinion_share: _share,
    second_opinion_config: _config,
    ...said
  } = pricing
  const user =
    actor.kind === 'user' && !actor.guest
      ? await services.db
          .selectFrom('user')
          .select('card_description')
          .where('uuid', '=', actor.user_id)
          .executeTakeFirst()
      : undefined
  return {
    ...said,
    sum_price_matches: asFlag(sum_price_matches),
    share_charge_by_modality: asFlag(share_charge_by_modality),
    payment_processor: cardEntry(services.configuration, paid),
    ...(user ? { cc_description: user.card_description } : {}),
  }
}

export const shareCode = handle(namespaceShareCode, async (call) => {
  const { params, actor, services } = call
  const place = await findPlace(call, params)
  const access = await namespaceAccess(services.db, actor, place.uuid)
  const customfields = await fieldsOf(services.db, actor, place)
  const priced = await pricesOf(call, place)
  const ingress = await namespaceAnonymization(services.db, place.uuid)
  // Whoever is signed in uploads as themselves.
  const link_id = actor.kind === 'nobody' ? await uploadLinkOfCode(services.db, place.uuid) : undefined
  const levels = { account: place.account_settings ?? {}, namespace: place.settings }
  return {
    ...resolveSettings(levels, UPLOAD_SETTINGS),
    share_code: place.share_code,
    share_description: place.share_description,
    share_settings: place.share_settings,
    share_type: shareType(place.type),
    share_name: place.name,
    namespace_id: place.uuid,
    account_id: place.account_id,
    is_production: 1 as const,
    is_anonymous: asFlag(actor.guest !== undefined),
    ...secondOpinionOf(place),
    ...priced,
    ...(ingress?.atIngress && Object.keys(ingress.rules).length > 0
      ? {
          anonymize_rules: ingress.rules,
          dicom_tag_map: ingressTagMap(ingress.setting),
          prompt_for_anonymize: asFlag(ingress.prompt_for_anonymize),
        }
      : {}),
    ...(link_id ? { link_id } : {}),
    ...(customfields.length > 0 ? { customfields } : {}),
    ...(access ? { permissions: studyPermissions(access) } : {}),
  }
})

export const validate = handle(namespaceValidateCustomfields, async (call) => {
  const { params, raw, actor, services, refuse } = call
  const place = await findPlace(call, params)
  const access = await namespaceAccess(services.db, actor, place.uuid)
  for (const key of customfieldParameters(raw).keys())
    if (access && ['H', 'O'].includes(fieldFlag(access.permissions, `customfield_${key}`)))
      throw refuse('FORBIDDEN_FIELD', key)
  await writeCustomfields(services.db, place.account_id, 'Study', {}, raw)
  return {}
})
