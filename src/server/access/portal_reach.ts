import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { resolveSetting, settingHash } from '../tenancy/account_setting.ts'
import { type GuestReach, guestAccess, NOTHING, namespacesNamed } from './guest.ts'
import type { StoredPermissions } from './permission.ts'

/** Which studies a patient reaches in the portal of an account. */

interface Study {
  uuid: string
  phi_namespace: string
}

/** What an account lets its patients do with their own studies. */
export interface PortalPolicy {
  /** Hours from a study's arrival until the patient sees it. */
  release_after_hours: number
  download: boolean
  share: boolean
  /** Namespaces of the account that are searched; all of them without. */
  source_namespaces: string[] | undefined
}

/** The policy that `patient_portal_options` holds; what it does not say is the cautious choice a patient would expect. */
export function portalPolicy(settings: Readonly<Record<string, unknown>>): PortalPolicy {
  const options = settingHash(resolveSetting('patient_portal_options', { account: settings }))
  const hours = Number(options.release_after_hours ?? 0)
  const source = options.source_namespace
  return {
    release_after_hours: Number.isFinite(hours) && hours > 0 ? hours : 0,
    download: options.download === undefined || options.download === 1 || options.download === true,
    share: options.share === undefined || options.share === 1 || options.share === true,
    source_namespaces:
      source === undefined
        ? undefined
        : (Array.isArray(source) ? source : [source]).map((one) => String(one).toLowerCase()),
  }
}

/** Of studies `s`: those that the policy shows to their patients by now. */
export const isReleased = ({ release_after_hours, source_namespaces }: PortalPolicy) => sql<boolean>`
  s.deleted is null and not s.must_approve and not s.phantom
  and s.created <= now() - make_interval(mins => ${Math.round(release_after_hours * 60)})
  ${source_namespaces ? sql`and s.phi_namespace::text = any(${source_namespaces})` : sql``}`

const MOST_PORTAL_STUDIES = 1000

/** The studies of a patient: those of the account with the patient's medical record number that are released. */
export async function portalReach(db: Kysely<Database>, uuid: string): Promise<GuestReach> {
  const patient = await db
    .selectFrom('patient as p')
    .innerJoin('account as a', 'a.uuid', 'p.account_id')
    .select(['p.mrn', 'p.account_id', 'a.settings', 'a.disabled'])
    .where('p.uuid', '=', uuid)
    .where('p.deleted', 'is', null)
    .where('a.deleted', 'is', null)
    .executeTakeFirst()
  if (patient?.settings.enable_patient_portal !== 1) return NOTHING
  const policy = portalPolicy(patient.settings)
  const { rows } = await sql<Study>`
    select s.uuid, s.phi_namespace from study s
    where s.account_id = ${patient.account_id} and lower(s.patientid) = lower(${patient.mrn})
      and ${isReleased(policy)}
    order by s.created desc limit ${MOST_PORTAL_STUDIES}`.execute(db)
  const namespaces = await namespacesNamed(
    db,
    rows.map((study) => study.phi_namespace),
  )
  const permissions = portalPermissions(policy)
  return {
    studies: new Map(
      rows.flatMap((study) => {
        const namespace = namespaces.get(study.phi_namespace)
        return namespace ? [[study.uuid, guestAccess(namespace, permissions)]] : []
      }),
    ),
    upload: undefined,
  }
}

/** Seeing, and what the policy allows: the patient changes nothing. */
const portalPermissions = ({ download, share }: PortalPolicy): StoredPermissions => ({
  study_download: download ? 1 : 0,
  study_download_viewer: download ? 1 : 0,
  link_view: share ? 1 : 0,
  link_edit: share ? 1 : 0,
  // Once they are signed.
  radreport_view: 1,
  audit_view: 1,
  channel_study: 0,
})
