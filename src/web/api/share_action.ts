import { createContext, useContext } from 'react'
import type { StudyRecord } from '#contract/study/record.ts'

/** Opens the way to share studies, where the application has one around this. */
export type ShareStudies = (studies: readonly StudyRecord[]) => void

export const ShareAction = createContext<ShareStudies | undefined>(undefined)
export const useShareStudies = () => useContext(ShareAction)
