import { studyExternalViewer } from '#contract/study/external_viewer.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { accountSettingsOf, auditOf } from '../../study/change.ts'
import { chosenViewer, externalViewers, viewerAddress } from '../../study/external_viewer.ts'
import { resolveSetting } from '../../tenancy/account_setting.ts'

export default handle(studyExternalViewer, async ({ params, actor, services: { db }, reply, refuse }) => {
  const { study, access } = await findStudy(db, actor, { uuid: params.uuid })
  const account = await accountSettingsOf(db, access.account_id)
  const setting = (name: string) => resolveSetting(name, { account })
  if (actor.guest && setting('disable_external_viewer_for_links') === 1) throw refuse('NOT_PERMITTED')
  if (study.phantom || study.thin) throw refuse('NOT_AVAILABLE')
  const viewers = externalViewers(setting('external_viewer'))
  const viewer = chosenViewer(viewers, params.viewer_tag, setting('default_external_viewer'))
  const { study_uid, uuid: study_id } = study
  const url = viewer && viewerAddress(viewer, { study_uid, study_id, user_id: actor.user_id })
  if (!url) throw refuse('UNABLE_TO_GENERATE', viewer?.type)
  await recordAudit(db, actor, {
    ...auditOf(study),
    action: 'STUDY_VIEW',
    with: viewer.tag,
    ...(params.view_reason ? { detail: { reason: params.view_reason } } : {}),
  })
  if (params.redirect === 1) await reply.header('cache-control', 'no-store').redirect(url, 302)
  return { url }
})
