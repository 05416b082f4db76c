import type { StudyRecord } from '#contract/study/record.ts'
import { isLocalizer, type Stack } from '../stacks/stack.ts'

export interface Permissions {
  readonly marks: boolean
  readonly marksOfOthers: boolean
  readonly keyimages: boolean
  /** Objects may be added to the study. */
  readonly objects: boolean
}

export interface DeepLink {
  /** Studies that are opened beside it. */
  readonly beside: readonly string[]
  readonly series: string | undefined
  readonly image: string | undefined
}

export interface Reader {
  readonly uuid: string
  readonly name: string
}

const isSet = (flag: unknown): boolean => flag === 1 || flag === '1' || flag === true

export const permissionsOf = ({ permissions }: StudyRecord): Permissions => ({
  marks: isSet(permissions.annotation_edit),
  marksOfOthers: isSet(permissions.annotation_edit) && !isSet(permissions.annotation_edit_only_own),
  keyimages: isSet(permissions.keyimage_edit),
  objects: isSet(permissions.study_upload),
})

/** Stacks in the order in which they fill a grid: what a reader looks at before overview images. */
export const hangingOrder = (stacks: readonly Stack[]): Stack[] => [
  ...stacks.filter((stack) => !isLocalizer(stack)),
  ...stacks.filter(isLocalizer),
]
