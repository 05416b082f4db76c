import type { StudyRecord } from '#contract/study/record.ts'
import { may } from '../study.ts'

/** What can be made of studies, or where they can go. */
export const COPY_ACTIONS = ['duplicate', 'move', 'clone', 'split'] as const
export type CopyAction = (typeof COPY_ACTIONS)[number]

/** What has to be allowed in the place that is chosen; without one the copy stays where the study is. */
export const NEEDED_THERE: Readonly<Record<CopyAction, 'study_upload' | 'study_share' | undefined>> = {
  duplicate: 'study_upload',
  move: 'study_share',
  clone: undefined,
  split: 'study_upload',
}

export const OPTIONS: Readonly<Record<CopyAction, readonly string[]>> = {
  duplicate: ['include_attachments', 'overwrite', 'exclude_phi'],
  move: [],
  clone: ['new_series_uids', 'new_image_uids'],
  split: [],
}

/** The flags are off unless a role sets them, so that a study says so itself. */
export const offeredCopies = (studies: readonly StudyRecord[]): CopyAction[] =>
  COPY_ACTIONS.filter((action) =>
    studies.every(
      (study) =>
        study.permissions[`study_${action}`] === 1 && (action !== 'clone' || may(study, 'study_upload')),
    ),
  )
