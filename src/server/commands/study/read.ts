import { sql } from 'kysely'
import { studyExists, studyGet, studyPermissions, studyViewerSettings } from '#contract/study/read.ts'
import { asFlag } from '#contract/value.ts'
import { accountAccess } from '../../access/account.ts'
import {
  findStudy,
  studyPermissions as permissionsThrough,
  type StudyRow,
  studyAccess,
  studyAccesses,
} from '../../access/study.ts'
import { handle } from '../../command.ts'
import { presentStudies } from '../../study/present.ts'
import { resolveSetting, settingHash, settingList } from '../../tenancy/account_setting.ts'

/** Whoever uploads a study waits for it, whether or not they may read it. */
const SEES = ['study_view', 'study_upload'] as const

export const get = handle(studyGet, async ({ params, actor, services, keep, refuse }) => {
  const { study } = await findStudy(services.db, actor, params, SEES)
  const fields = params.fields?.map(String)
  if (fields) keep('study', fields)
  const [record] = await presentStudies(services, actor, [study], {
    extra: params.extra === 1,
    customfield_h: params.customfield_h === 1,
    permissions_diff: params.permissions_diff === 1,
    full_hl7: params.full_hl7 === 1,
    most_hl7: params['limit.hl7'],
    fields,
  })
  if (!record) throw refuse('NOT_FOUND')
  return record
})

export const permissions = handle(studyPermissions, async ({ params, actor, services: { db } }) => {
  const { access } = await findStudy(db, actor, params, SEES)
  return permissionsThrough(access)
})

const MOST_VERSIONS = 100

export const exists = handle(studyExists, async ({ params, actor, services: { db } }) => {
  if (params.account_id && params.study_uid && !params.uuid && !params.phi_namespace) {
    const access = await accountAccess(db, actor, params.account_id)
    if (!access) return { exists: asFlag(false) }
    const { rows } = await sql<StudyRow>`
      select s.* from study s join namespace n on n.uuid = s.phi_namespace
      where s.study_uid = ${params.study_uid} and n.account_id = ${params.account_id} and s.deleted is null
      limit ${MOST_VERSIONS}`.execute(db)
    // Whom a filter hides studies from learns of none that they do not see.
    const seen = access.masks ? await studyAccesses(db, actor, rows) : undefined
    return { exists: asFlag(seen ? seen.size > 0 : rows.length > 0) }
  }
  let query = db.selectFrom('study').select(['uuid', 'phi_namespace']).where('deleted', 'is', null)
  query = params.uuid
    ? query.where('uuid', '=', params.uuid)
    : query
        .where('study_uid', '=', params.study_uid ?? '')
        .where('storage_namespace', '=', params.storage_namespace ?? '')
        .where('phi_namespace', '=', params.phi_namespace ?? '')
  const study = await query.executeTakeFirst()
  const access = study && (await studyAccess(db, actor, study))
  return { exists: asFlag(access !== undefined) }
})

const bit = (value: unknown): 0 | 1 => (value === 1 ? 1 : 0)
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

export const viewerSettings = handle(studyViewerSettings, async ({ params, actor, services: { db } }) => {
  const { access } = await findStudy(db, actor, params)
  const account = access.account_id
    ? await db
        .selectFrom('account')
        .select('settings')
        .where('uuid', '=', access.account_id)
        .executeTakeFirst()
    : undefined
  const namespace = await db
    .selectFrom('namespace')
    .select('settings')
    .where('uuid', '=', access.uuid)
    .executeTakeFirst()
  const role = access.role_id
    ? await db.selectFrom('role').select('settings').where('uuid', '=', access.role_id).executeTakeFirst()
    : undefined
  const levels = { account: account?.settings ?? {}, namespace: namespace?.settings, role: role?.settings }
  const value = (name: string) => resolveSetting(name, levels)
  const split = Number(value('viewer_multiframe_split_method'))
  const ofRole = access.permissions.viewer_config
  return {
    enable_v2_viewer: bit(value('enable_v2_viewer')),
    enable_v3_viewer: bit(value('enable_v3_viewer')),
    enable_viewer_print: bit(value('enable_viewer_print')),
    viewer_show_reports: bit(value('viewer_show_reports')),
    enable_viewer_export: bit(value('enable_viewer_export')),
    viewer_diagnostic_quality: bit(value('viewer_diagnostic_quality')),
    viewer_diagnostic_quality_always: bit(value('viewer_diagnostic_quality_always')),
    viewer_preload_diagnostic_images: bit(value('viewer_preload_diagnostic_images')),
    viewer_enable_mpr: bit(value('viewer_enable_mpr')),
    viewer_single_instance_series: bit(value('viewer_single_instance_series')),
    viewer_multiframe_split_method: Number.isFinite(split) ? split : null,
    viewer_study_page_link_visible: bit(value('viewer_study_page_link_visible')),
    viewer_study_page_link_url: text(value('viewer_study_page_link_url')),
    viewer_setting_not_diagnostic: bit(value('viewer_setting_not_diagnostic')),
    auto_transcode: bit(value('auto_transcode')),
    auto_transcode_modalities: text(value('auto_transcode_modalities')),
    viewer_default_mouse_tool: text(value('viewer_default_mouse_tool')),
    viewer_link_series: bit(value('viewer_link_series')),
    enable_viewer_toggle_annotations: bit(value('enable_viewer_toggle_annotations')),
    enable_dicom_tag_customfields: bit(value('enable_dicom_tag_customfields')),
    radreport_branding_from_phi_namespace: bit(value('radreport_branding_from_phi_namespace')),
    viewer_anon_annotations_clear: bit(value('viewer_anon_annotations_clear')),
    accession_number_for_study_uid: bit(value('accession_number_for_study_uid')),
    viewer_study_enable_cpp_transcoding: bit(value('viewer_study_enable_cpp_transcoding')),
    no_edit_dicom_tags: settingList(value('no_edit_dicom_tags')),
    accelerators: [],
    viewer_config:
      typeof ofRole === 'object' && ofRole !== null
        ? Object.fromEntries(Object.entries(ofRole))
        : settingHash(typeof ofRole === 'string' ? ofRole : value('viewer_config')),
  }
})
