import { studyViewer3Settings } from '#contract/study/viewer3.ts'
import { asFlag } from '#contract/value.ts'
import { findStudy } from '../../access/study.ts'
import { handle } from '../../command.ts'
import { userSettings } from '../../db/user_setting.ts'
import { accountSettingsOf } from '../../study/change.ts'
import { resolveSetting, settingHash, settingList } from '../../tenancy/account_setting.ts'
import { userRecordOf } from '../../tenancy/user_record.ts'

const CONFIG = 'viewer3_config'

/** A configuration, whether it is kept as a hash or as JSON text. */
const hashOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : settingHash(value)

export default handle(studyViewer3Settings, async ({ params, actor, services: { db } }) => {
  const { access } = await findStudy(db, actor, params)
  const account = await accountSettingsOf(db, access.account_id)
  const namespace = await db
    .selectFrom('namespace')
    .select('settings')
    .where('uuid', '=', access.uuid)
    .executeTakeFirst()
  const user = await db
    .selectFrom('user')
    .selectAll()
    .where('uuid', '=', actor.user_id)
    .executeTakeFirstOrThrow()
  const on = (name: string) => asFlag(resolveSetting(name, { account, namespace: namespace?.settings }) === 1)
  const own = await userSettings(db, actor, access.account_id, [CONFIG])
  const wanted = params.settings?.map(String)
  const enable_dicom_tag_customfields = on('enable_dicom_tag_customfields')
  return {
    ...(await userRecordOf(db, user)),
    account_id: access.account_id,
    account_config: hashOf(resolveSetting(CONFIG, { account })),
    role_config: hashOf(access.permissions[CONFIG]),
    user_config: hashOf(own[CONFIG]),
    // There are no accelerators: a client that probes for them finds none.
    ...(on('probe_for_accelerator') ? { accelerators: [] } : {}),
    enable_dicom_tag_customfields,
    accession_number_for_study_uid: on('accession_number_for_study_uid'),
    viewer_study_page_link_visible: on('viewer_study_page_link_visible'),
    ...(enable_dicom_tag_customfields
      ? { no_edit_dicom_tags: settingList(resolveSetting('no_edit_dicom_tags', { account })) }
      : {}),
    viewer_study_enable_cpp_transcoding: on('viewer_study_enable_cpp_transcoding'),
    ...(typeof account.viewer_default_mouse_tool === 'string'
      ? { viewer_default_mouse_tool: account.viewer_default_mouse_tool }
      : {}),
    ...(wanted ? { settings: await userSettings(db, actor, access.account_id, wanted) } : {}),
  }
})
