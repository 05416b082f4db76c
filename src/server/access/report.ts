import type { Permission } from '#contract/permission.ts'
import type { Actor } from './actor.ts'
import { mayIn, type NamespaceAccess } from './namespaces.ts'
import type { StudyRow } from './study.ts'

/**
 * Who sees, adds and removes the reports attached to a study, and sees those that came by HL7: by one flag for all and
 * one for the study's state.
 */

const RIGHTS = {
  hl7: ['study_report_hl7_view', 'study_report_hl7_view_approved', 'study_report_hl7_view_unapproved'],
  view: ['study_report_view', 'study_report_view_approved', 'study_report_view_unapproved'],
  upload: ['study_report_upload', 'study_report_upload_approved', 'study_report_upload_unapproved'],
  delete: ['study_report_delete', 'study_report_delete_approved', 'study_report_delete_unapproved'],
} as const satisfies Record<string, readonly [Permission, Permission, Permission]>

/** Images that no record leads to yet wait for nobody's approval. */
export function mayWithReports(
  actor: Actor,
  access: NamespaceAccess,
  does: keyof typeof RIGHTS,
  record: Pick<StudyRow, 'must_approve'> | undefined,
): boolean {
  const [any, approved, unapproved] = RIGHTS[does]
  return mayIn(actor, access, any) && mayIn(actor, access, record?.must_approve ? unapproved : approved)
}

/** Some roles see only the reports that they attached themselves. */
export const seesOnlyOwnReports = (actor: Actor, access: NamespaceAccess): boolean =>
  !actor.sysadmin && !actor.support && mayIn(actor, access, 'study_report_view_only_own')

/** Is a report of this moment seen by now? Patients may have to wait (`report_view_phr_delay`). */
export const isReportOut = ({ reports_until }: NamespaceAccess, since: string): boolean =>
  reports_until === undefined || Date.parse(since) <= reports_until
