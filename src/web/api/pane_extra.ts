import { type ComponentType, createContext, useContext } from 'react'
import type { StudyRecord } from '#contract/study/record.ts'

/** What the application shows of a study in the pane beside what studies themselves show. */
export const PaneExtra = createContext<ComponentType<{ study: StudyRecord }> | undefined>(undefined)
export const usePaneExtra = () => useContext(PaneExtra)
