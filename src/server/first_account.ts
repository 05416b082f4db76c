import { PERMISSIONS } from '#contract/permission.ts'
import type { StoredPermissions } from './access/permission.ts'

/** What the first account (and the demonstration's) has beyond v3's defaults, which leave most of reading off. */

/** Reading needs a status to follow, comments, reports, and one's own uploads and downloads. */
const READING: StoredPermissions = {
  study_status_view: 1,
  study_status_edit: 1,
  study_comment_view: 1,
  study_comment_edit: 1,
  study_upload: 1,
  study_download: 1,
  radreport_view: 1,
  radreport_edit: 1,
}

const EVERYTHING: StoredPermissions = Object.fromEntries(
  PERMISSIONS.filter((name) => !/_only_own$|_require_|^study_upload_validate$/.test(name)).map((name) => [
    name,
    1,
  ]),
)

/** The administrator may do everything, but still edits only their own marks. */
export const FIRST_ACCOUNT_GRANTS = { admin: { ...EVERYTHING, annotation_edit_only_own: 1 }, user: READING }

/** The stages of a reading worklist, one writer a report, and a day to think again about a deleted study. */
export const FIRST_ACCOUNT_SETTINGS = {
  study_status_tags: 'Unread,Reading,Draft,Preliminary,Final,Addendum',
  study_status_tags_default: 'Unread',
  enable_radreport_lock_reading: 1,
  storage_delete_delay: 1440,
}
