import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { LINK_ACTIONS, type LinkAction, linkAdd } from '#contract/link.ts'
import { accountAccess } from '../../access/account.ts'
import { findFolder } from '../../access/folder.ts'
import { mayIn, type NamespaceAccess, namespaceAccess } from '../../access/namespaces.ts'
import { hashPassword } from '../../access/password.ts'
import { fieldFlag } from '../../access/permission.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import { filterParameters } from '../../db/list/filter.ts'
import { studyConditions } from '../../db/study/list.ts'
import { requireShareable } from '../../folder/item.ts'
import { chargeFault } from '../../link/charge.ts'
import { mailLink, textLink } from '../../link/mail.ts'
import { linkAddresses } from '../../link/record.ts'
import { payee } from '../../payment/payee.ts'
import { smsGateway } from '../../sms.ts'
import { accountSettingsOf } from '../../study/change.ts'
import { externalViewers, isUsable } from '../../study/external_viewer.ts'
import { settingList } from '../../tenancy/account_setting.ts'
import { checkAnonymizationRules, isPattern } from '../../tenancy/anonymization_rules.ts'
import { customfieldsOf } from '../../tenancy/customfield/definition.ts'
import { isPhone } from '../../tenancy/phone.ts'
import { isEmail } from '../../tenancy/user.ts'

type AddCall = Call<typeof linkAdd>

const isAction = (text: string): text is LinkAction => LINK_ACTIONS.some((action) => action === text)

/** Addresses of a list that commas or blanks separate. */
const addresses = (text: string | undefined) => (text ?? '').split(/[\s,;]+/).filter((one) => one !== '')

interface Target {
  access: NamespaceAccess
  account_id: string | null
  study_id?: string
  namespace_id?: string
  user_id?: string
  folder_id?: string
}

/** A folder to be looked at, or to be filled through one of the places of its account. */
async function folderTarget(call: AddCall, action: LinkAction, folder_id: string): Promise<Target> {
  const { params, actor, services, refuse } = call
  const { db } = services
  const folder = await findFolder(db, actor, folder_id, 'share', 'folder_id')
  const access = params.namespace_id
    ? await namespaceAccess(db, actor, params.namespace_id)
    : await accountAccess(db, actor, folder.account_id)
  if (!access || access.account_id !== folder.account_id) throw refuse('NOT_FOUND', 'namespace')
  const place = { access, account_id: folder.account_id, folder_id }
  if (action === 'STUDY_LIST' && !params.namespace_id) {
    if (!mayIn(actor, access, 'link_edit')) throw refuse('NOT_PERMITTED')
    await requireShareable(db, actor, folder_id)
    return place
  }
  if (action !== 'STUDY_UPLOAD' || !params.namespace_id) throw refuse('INVALID_ACTION')
  if (!mayIn(actor, access, 'link_edit_upload')) throw refuse('NOT_PERMITTED')
  return { ...place, namespace_id: access.uuid }
}

/** What the link leads to, with the right to make a link there. */
async function targetOf(call: AddCall, action: LinkAction): Promise<Target> {
  const { params, actor, services, refuse } = call
  const { db } = services
  const permission = action === 'STUDY_UPLOAD' ? 'link_edit_upload' : 'link_edit'
  if (params.study_id) {
    if (action === 'STUDY_UPLOAD' || action === 'LOGIN') throw refuse('INVALID_ACTION')
    const { study, access } = await findStudy(db, actor, { uuid: params.study_id }, permission)
    return { access, account_id: study.account_id, study_id: study.uuid }
  }
  if (actor.guest) throw refuse('NOT_PERMITTED')
  if (params.folder_id) return folderTarget(call, action, params.folder_id)
  if (action === 'STUDY_UPLOAD') {
    const access = await namespaceAccess(db, actor, params.namespace_id ?? '')
    if (!access) throw refuse('NOT_FOUND', 'namespace')
    if (!mayIn(actor, access, permission)) throw refuse('NOT_PERMITTED')
    return { access, account_id: access.account_id, namespace_id: access.uuid }
  }
  if (params.namespace_id) throw refuse('INVALID_ACTION')
  const access = await accountAccess(db, actor, params.account_id ?? '')
  if (!access) throw refuse('NOT_FOUND', 'account')
  if (!mayIn(actor, access, permission)) throw refuse('NOT_PERMITTED')
  const user_id = await proxied(call, access)
  if (action === 'LOGIN' && !user_id) throw refuse('MISSING_FIELDS', ['user_id'])
  if (action !== 'LOGIN' && !params.filter) throw refuse('INVALID_ACTION')
  return { access, account_id: access.account_id, ...(user_id ? { user_id } : {}) }
}

/** The member in whose name the link shall work. Only those with `can_proxy_login` stand in for others. */
async function proxied(call: AddCall, access: NamespaceAccess): Promise<string | undefined> {
  const { params, actor, services, refuse } = call
  if (!params.user_id) return undefined
  const member = await services.db
    .selectFrom('user_account as ua')
    .innerJoin('user as u', 'u.uuid', 'ua.user_id')
    .select(['u.uuid', 'u.sysadmin', 'u.support'])
    .where('ua.account_id', '=', access.account_id ?? '')
    .where('ua.user_id', '=', params.user_id)
    .where('u.deleted', 'is', null)
    .executeTakeFirst()
  if (!member) throw refuse('NOT_FOUND', 'user')
  const mayProxy = mayIn(actor, access, 'can_proxy_login') && !member.sysadmin && !member.support
  if (member.uuid !== actor.user_id && !mayProxy) throw refuse('NOT_PERMITTED')
  return member.uuid
}

function checkSecurity({ params, refuse }: AddCall, action: LinkAction, target: Target): void {
  if (action === 'LOGIN' && params.max_hits !== 1 && !params.password) throw refuse('INSECURE_PARAMETERS')
  if (params.password_is_dob === 1 && !target.study_id) throw refuse('INVALID_PHI_FIELD')
  for (const name of ['password_max_attempts', 'max_hits', 'minutes_alive'] as const) {
    const value = params[name]
    if (value !== undefined && value < 1) throw refuse('VALIDATE', name)
  }
  if (params.referer !== undefined && params.referer !== '' && !isPattern(params.referer))
    throw refuse('INVALID_REGEXP', params.referer)
}

function checkPeople({ params, services, refuse }: AddCall): { to: string[]; notify: string[] } {
  const to = addresses(params.email)
  const notify = addresses(params.notify)
  if (![...to, ...notify].every(isEmail)) throw refuse('INVALID_EMAIL')
  if (params.mobile_phone && !isPhone(params.mobile_phone)) throw refuse('INVALID_PHONE')
  // Nobody is left waiting for a message that is never sent.
  if (params.mobile_phone && !smsGateway(services.configuration)) throw refuse('INVALID_PHONE', 'NO_GATEWAY')
  return { to, notify }
}

const TAG = /^\([0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\)$/

/** What an upload must look like, and what is filled in for it. */
async function checkUpload(call: AddCall, target: Target): Promise<void> {
  const { params, services, refuse } = call
  const { match, ...tags } = params.upload_match ?? {}
  for (const [tag, pattern] of Object.entries(tags)) {
    if (!TAG.test(tag) || typeof pattern !== 'string' || !isPattern(pattern))
      throw refuse('INVALID_UPLOAD_MATCH', tag)
  }
  if (match !== undefined && !(Number.isInteger(Number(match)) && Number(match) > 0))
    throw refuse('INVALID_UPLOAD_MATCH', 'match')
  checkAnonymizationRules(params.anonymize ?? {})
  const hidden = (field: string) => ['H', 'R'].includes(fieldFlag(target.access.permissions, field))
  for (const field of Object.keys(params.anonymize ?? {}))
    if (hidden(field)) throw refuse('FORBIDDEN_FIELD', field)
  const given = Object.keys(params.upload_study_customfields ?? {})
  if (given.length === 0) return
  const fields = target.account_id ? await customfieldsOf(services.db, [target.account_id], 'Study') : []
  for (const uuid of given) {
    if (!fields.some((field) => field.uuid === uuid.toLowerCase())) throw refuse('INVALID_FIELD_NAME', uuid)
    if (hidden(`customfield_${uuid.toLowerCase()}`)) throw refuse('FORBIDDEN_FIELD', uuid)
  }
}

/** Our own viewer, by the names of v3's. */
const OWN_VIEWERS = ['viewer', 'proviewer']

/** The viewers that an account names for its links. */
function checkViewer({ params, refuse }: AddCall, settings: Readonly<Record<string, unknown>>): void {
  if (!params.viewer) return
  if (settings.disable_external_viewer_for_links === 1) throw refuse('VIEWER_DISABLED')
  const allowed = settingList(settings.allowed_viewer_overrides_in_links)
  if (!allowed.includes(params.viewer)) throw refuse('VIEWER_NOT_ALLOWED')
  const others = externalViewers(settings.external_viewer).filter(isUsable)
  if (!OWN_VIEWERS.includes(params.viewer) && !others.some(({ tag }) => tag === params.viewer))
    throw refuse('VIEWER_NOT_CONFIGURED')
}

/** Digits that people read to each other: the short id of a `patient_studies` link. */
const newShortId = () => String(randomInt(0, 10 ** 10)).padStart(10, '0')

const jsonText = (value: unknown) => (value === undefined ? null : JSON.stringify(value))

export default handle(linkAdd, async (call) => {
  const { params, actor, services, refuse } = call
  const { db, configuration } = services
  if (!isAction(params.action)) throw refuse('INVALID_ACTION')
  const people = checkPeople(call)
  const target = await targetOf(call, params.action)
  checkSecurity(call, params.action, target)
  await checkUpload(call, target)
  if (params.filter) await studyConditions(db, actor, filterParameters(params.filter))
  if (params.workflow && (params.workflow !== 'patient_studies' || !params.filter))
    throw refuse('VALIDATION_FAILED')
  // Meetings do not exist yet: none has a name.
  if (params.meeting_id) throw refuse('NOT_FOUND', 'meeting')
  if (params.charge_amount !== undefined) {
    const paid = await payee(db, configuration, target.account_id ?? null)
    if (typeof paid === 'string') throw refuse('INVALID_CHARGE', paid)
    const fault = chargeFault(params.charge_amount, params.charge_currency)
    if (fault) throw refuse('INVALID_CHARGE', fault)
  }
  const settings = await accountSettingsOf(db, target.account_id)
  checkViewer(call, settings)
  const password_hash = params.password ? await hashPassword(params.password) : null

  return db.transaction().execute(async (tx) => {
    const { uuid } = await tx
      .insertInto('link')
      .values({
        short_id: params.workflow === 'patient_studies' ? newShortId() : null,
        account_id: target.account_id,
        action: params.action,
        description: params.description ?? null,
        study_id: target.study_id ?? null,
        filter: jsonText(params.filter),
        namespace_id: target.namespace_id ?? null,
        folder_id: target.folder_id ?? null,
        title: params.title || null,
        download: params.download === 1,
        user_id: target.user_id ?? actor.user_id,
        password_hash,
        password_is_dob: params.password_is_dob === 1,
        password_max_attempts: params.password_max_attempts ?? null,
        skip_email_prompt: params.skip_email_prompt === 1,
        pin_auth: params.pin_auth === 1,
        include_priors: params.include_priors === 1,
        max_hits: params.max_hits ?? null,
        minutes_alive: params.minutes_alive ?? null,
        expires:
          params.minutes_alive === undefined
            ? null
            : sql<string>`now() + make_interval(mins => ${params.minutes_alive})`,
        email: people.to[0] ?? null,
        mobile_phone: params.mobile_phone || null,
        message: params.message ?? null,
        share_on_view: params.share_on_view === 1,
        notify: people.notify,
        use_share_code: params.use_share_code === 1,
        share_code: params.share_code ?? null,
        parameters: jsonText(params.parameters),
        anonymize: jsonText(params.anonymize),
        prompt_for_anonymize: params.prompt_for_anonymize === 1,
        referer: params.referer || null,
        acceptance_required: params.acceptance_required === 1,
        mfm_page: params.mfm_page === 1,
        charge_amount: params.charge_amount ?? null,
        charge_currency: params.charge_currency ?? null,
        charge_description: params.charge_description ?? null,
        upload_match: jsonText(params.upload_match),
        upload_study_customfields: jsonText(params.upload_study_customfields),
        workflow: params.workflow ?? null,
        ui_json: jsonText(params.ui_json),
        inherit_permissions: params.inherit_permissions === 1,
        viewer: params.viewer || null,
        created_by: actor.user_id,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, {
      uuid: target.study_id ?? uuid,
      type: target.study_id ? 'Study' : 'Link',
      action: 'LINK_ADD',
      what: params.description ?? null,
      with: people.to.join(', ') || null,
      account_id: target.account_id,
      namespace_id: target.access.uuid,
      detail: { link_id: uuid, action: params.action },
    })
    const made = {
      uuid,
      account_id: target.account_id,
      user_id: actor.user_id,
      message: params.message ?? null,
      action: params.action,
    }
    await mailLink(tx, configuration, made, actor.name, people.to)
    if (params.mobile_phone) await textLink(tx, configuration, made, actor.name, params.mobile_phone)
    return { uuid, ...linkAddresses(configuration, uuid) }
  })
})
