import {
  annotationAdd,
  annotationDelete,
  annotationGet,
  annotationList,
  annotationLock,
  annotationSet,
  annotationUnlock,
} from '#contract/annotation.ts'
import { hl7StudyReport } from '#contract/hl7.ts'
import { keyimageAdd, keyimageDelete, keyimageGet, keyimageList } from '#contract/keyimage.ts'
import {
  assignmentAdd,
  assignmentDelete,
  assignmentList,
  connectedAdd,
  connectedDelete,
  connectedList,
  flagGet,
  flagMark,
  flagSet,
} from '#contract/order.ts'
import { studySharePrice } from '#contract/payment.ts'
import {
  accountRadreportEmailAuthorize,
  accountRadreportEmailGet,
  radreportAdd,
  radreportAudit,
  radreportDelete,
  radreportEmail,
  radreportFax,
  radreportGet,
  radreportGetDescription,
  radreportLock,
  radreportPdf,
  radreportSet,
  radreportUnlock,
  radreportUserList,
} from '#contract/radreport.ts'
import {
  radreportTemplateActivate,
  radreportTemplateAdd,
  radreportTemplateDelete,
  radreportTemplateGet,
  radreportTemplateGetType,
  radreportTemplateList,
  radreportTemplateSet,
} from '#contract/radreport_template.ts'
import {
  radreportmacroAdd,
  radreportmacroDelete,
  radreportmacroGet,
  radreportmacroList,
  radreportmacroSet,
} from '#contract/radreportmacro.ts'
import { reportStatus } from '#contract/report.ts'
import { studyAccessExplain } from '#contract/study/access.ts'
import { studyArchive, studyRetrieve } from '#contract/study/archive.ts'
import { studyCommentAdd, studyCommentDelete, studyCommentGet } from '#contract/study/comment.ts'
import { studyClone, studyDuplicate, studySplit, studyTake } from '#contract/study/copy.ts'
import {
  studyAudit,
  studyDelete,
  studyDeletedList,
  studySet,
  studyStar,
  studySync,
} from '#contract/study/edit.ts'
import { studyExternalViewer } from '#contract/study/external_viewer.ts'
import { studyQuestion, studyQuestionList } from '#contract/study/question.ts'
import { studyGet, studyPermissions, studyViewerSettings } from '#contract/study/read.ts'
import {
  studyAttachCustomfields,
  studyAttachmentEmail,
  studyReportDetail,
  studyReportSeries,
} from '#contract/study/report.ts'
import {
  studyRequestAdd,
  studyRequestClose,
  studyRequestGet,
  studyRequestMatch,
} from '#contract/study/request.ts'
import {
  studyApprove,
  studyFreeze,
  studyMove,
  studyReject,
  studyShare,
  studyShareList,
  studyShareStop,
  studyShareWho,
} from '#contract/study/share.ts'
import { studyStatusGet, studyStatusHistory, studyStatusSet } from '#contract/study/status.ts'
import { studyTimingEvent, studyTimingLog } from '#contract/study/timing.ts'
import { studyViewer3Settings } from '#contract/study/viewer3.ts'
import { tagAdd, tagDelete } from '#contract/tag.ts'
import type { KnownCall } from '../permissions.ts'
import { known } from './known_call.ts'
import { macro, mark, template, UID } from './samples.ts'
import type { World } from './world.ts'

/** Calls that reach studies: their images, marks, reports and sharing. */
export const callsOnStudy = (world: World): KnownCall[] => {
  const { id } = world
  return [
    known(hl7StudyReport, () => ({ study_id: id.study })),
    known(radreportAdd, () => ({ study_id: id.study, type: 'CT' })),
    known(radreportSet, () => ({ uuid: id.radreport, fields: { findings: 'x' } })),
    known(radreportGet, () => ({ uuid: id.radreport })),
    known(radreportGetDescription, () => ({ uuid: id.radreport })),
    known(radreportAudit, () => ({ uuid: id.radreport, action: 'SIGNED', detail: 'x' })),
    known(radreportDelete, () => ({ uuid: id.radreport })),
    known(radreportLock, () => ({ uuid: id.radreport })),
    known(radreportUnlock, () => ({ uuid: id.radreport })),
    known(radreportUserList, () => ({ user_id: world.owner.user_id })),
    known(radreportPdf, () => ({ uuid: id.radreport })),
    known(radreportEmail, () => ({ uuid: id.radreport, email: ['a@example.org'] })),
    known(radreportFax, () => ({ uuid: id.radreport, number: '+15550100' })),
    known(accountRadreportEmailGet, () => ({ uuid: id.account })),
    known(accountRadreportEmailAuthorize, () => ({ uuid: id.account, captcha_response: 'x' })),
    known(radreportmacroList, () => ({ account_id: id.account })),
    known(radreportmacroAdd, () => ({ account_id: id.account, ...macro })),
    known(radreportmacroGet, () => ({ uuid: id.macro })),
    known(radreportmacroSet, () => ({ uuid: id.macro, name: 'x' })),
    known(radreportmacroDelete, () => ({ uuid: id.macro })),
    known(radreportTemplateList, () => ({ account_id: id.account })),
    known(radreportTemplateAdd, () => ({ account_id: id.account, ...template })),
    known(radreportTemplateGet, () => ({ uuid: id.template })),
    known(radreportTemplateGetType, () => ({ account_id: id.account, type: 'CT' })),
    known(radreportTemplateSet, () => ({ uuid: id.template, name: 'x' })),
    known(radreportTemplateActivate, () => ({ uuid: id.template })),
    known(radreportTemplateDelete, () => ({ uuid: id.template })),
    known(studySet, () => ({ study_id: id.study, patient_name: 'X' })),
    known(studySet, () => ({
      study_uid: UID,
      storage_namespace: id.namespace,
      phi_namespace: id.namespace,
      patient_name: 'X',
    })),
    known(studyDelete, () => ({ uuid: id.study })),
    known(connectedList, () => ({ order_id: id.order })),
    known(connectedList, () => ({ study_id: id.study })),
    known(connectedAdd, () => ({ order_id: id.order, with_study_id: id.study })),
    known(connectedAdd, () => ({ study_id: id.study, with_order_id: id.order })),
    known(connectedDelete, () => ({ order_id: id.order })),
    known(connectedDelete, () => ({ study_id: id.study })),
    known(assignmentAdd, () => ({ study_id: id.study, user_id: world.stranger.user_id })),
    known(assignmentAdd, () => ({ order_id: id.order, user_id: world.stranger.user_id })),
    known(assignmentDelete, () => ({ study_id: id.study, user_id: world.owner.user_id })),
    known(assignmentDelete, () => ({ order_id: id.order, user_id: world.owner.user_id })),
    known(assignmentList, () => ({ study_id: id.study })),
    known(assignmentList, () => ({ order_id: id.order })),
    known(flagSet, () => ({ account_id: id.account, groups: [] })),
    known(flagGet, () => ({ study_id: id.study })),
    known(flagGet, () => ({ order_id: id.order })),
    known(flagMark, () => ({ study_id: id.study, group_id: 1, flag_id: 0 })),
    known(flagMark, () => ({ order_id: id.order, group_id: 1, flag_id: 0 })),
    known(studyGet, () => ({ uuid: id.study })),
    known(studyGet, () => ({ study_uid: UID, storage_namespace: id.namespace })),
    known(studyPermissions, () => ({ uuid: id.study })),
    known(studyViewerSettings, () => ({ study_id: id.study })),
    known(studyStar, () => ({ uuid: id.study, star: 1 as const })),
    known(studyAudit, () => ({ uuid: id.study, action: 'STUDY_VIEW', detail: 'x' })),
    known(studySync, () => ({ study_id: id.study, image_count: 1 })),
    known(studyStatusGet, () => ({ study_id: id.study })),
    known(studyStatusSet, () => ({ study_id: id.study, old: 'Unread', new: 'Final' })),
    known(studyStatusHistory, () => ({ study_id: id.study })),
    known(studyCommentAdd, () => ({ study_id: id.study, body: 'x' })),
    known(studyCommentGet, () => ({ uuid: id.comment })),
    known(studyCommentDelete, () => ({ uuid: id.comment })),
    known(tagAdd, () => ({ object: 'Study', object_id: id.study, tag: 'x' })),
    known(tagAdd, () => ({ object: 'Group', object_id: id.group, tag: 'x' })),
    known(tagDelete, () => ({ object: 'Account', object_id: id.account, tag: 'x' })),
    known(annotationList, () => ({ study_id: id.study })),
    known(annotationAdd, () => ({ study_id: id.study, ...mark, json: {} })),
    known(annotationGet, () => ({ uuid: id.annotation })),
    known(annotationSet, () => ({ uuid: id.annotation, json: {} })),
    known(annotationDelete, () => ({ uuid: id.annotation })),
    known(annotationLock, () => ({ uuid: id.annotation })),
    known(annotationUnlock, () => ({ uuid: id.annotation })),
    known(keyimageList, () => ({ study_id: id.study })),
    known(keyimageAdd, () => ({ study_id: id.study, ...mark, version: '1' })),
    known(keyimageGet, () => ({ uuid: id.keyimage })),
    known(keyimageDelete, () => ({ uuid: id.keyimage })),
    known(reportStatus, () => ({ report_id: id.report })),
    known(studyShareWho, () => ({ uuid: id.study, type: 'user' })),
    known(studyShare, () => ({ uuid: id.study, user_id: world.stranger.user_id })),
    known(studyShare, () => ({
      study_uid: UID,
      storage_namespace: id.namespace,
      phi_namespace: id.namespace,
      user_id: world.stranger.user_id,
    })),
    known(studyShareStop, () => ({ uuid: id.study, group_id: id.group })),
    known(studyShareList, () => ({ uuid: id.study })),
    known(studyApprove, () => ({ uuid: id.study })),
    known(studyReject, () => ({ uuid: id.study })),
    known(studyExternalViewer, () => ({ uuid: id.study })),
    known(studyAccessExplain, () => ({ uuid: id.study, user_id: world.stranger.user_id })),
    known(studyTimingEvent, () => ({ study_uid: UID, storage_namespace: id.namespace, event: 'x' })),
    known(studyTimingLog, () => ({ uuid: id.study })),
    known(studyViewer3Settings, () => ({ study_id: id.study })),
    known(tagAdd, () => ({ object: 'Message', object_id: id.message, tag: 'x' })),
    known(studyFreeze, () => ({ uuid: id.study })),
    known(studyQuestion, () => ({ uuid: id.study, question: ['which_body_part'] })),
    known(studyQuestionList, () => ({ uuid: id.study })),
    known(studyArchive, () => ({ uuid: id.study })),
    known(studyRetrieve, () => ({ uuid: id.study })),
    known(studyMove, () => ({ uuid: id.study, namespace_id: id.namespace })),
    known(studyDuplicate, () => ({ uuid: id.study, namespace_id: world.stranger.namespace_id })),
    known(studyClone, () => ({ uuid: id.study })),
    known(studySplit, () => ({ uuid: id.study, namespace_id: world.stranger.namespace_id })),
    known(studyRequestAdd, () => ({
      namespace_id: id.group_namespace,
      account_id: id.account,
      comments: 'x',
      patient_first_name: 'x',
      patient_last_name: 'x',
      patient_birth_date: '19700101',
    })),
    known(studyRequestGet, () => ({ uuid: id.request })),
    known(studyRequestMatch, () => ({ study_request_id: id.request })),
    known(studyRequestClose, () => ({ uuid: id.request, status: 'C' as const })),
    known(studyReportDetail, () => ({ account_id: id.account })),
    known(studyReportSeries, () => ({ namespace_id: id.namespace, hours: 1, email: ['a@example.org'] })),
    known(studyAttachmentEmail, () => ({
      uuid: id.study,
      attachment_guid: [id.study],
      email: ['a@example.org'],
    })),
    known(studyAttachCustomfields, () => ({ uuid: id.study })),
    known(studyDeletedList, () => ({ account_id: id.account })),
    known(studyTake, () => ({ namespace_id: id.namespace })),
    known(studySharePrice, () => ({ uuid: id.study, account_id: id.account })),
  ]
}
