import { type ComponentType, createContext, useContext } from 'react'
import type { StudyRecord } from '#contract/study/record.ts'

/** A picture of the study that a report shows. */
export interface ReportImage {
  series_uid: string
  instance_uid: string
  /** From 1. */
  frame_number: number
  label: string
}

/** What a report takes from the images beside it. */
export interface ReportSources {
  /** What was measured, each as it is written into a text. */
  measurements(): readonly { id: string; label: string; text: string }[]
  images(): readonly ReportImage[]
  /** The focus goes back to the picture. */
  leave(): void
}

export interface ReportPanelProps {
  study: StudyRecord
  sources?: ReportSources
}

/** The reports of a study, where the application has them: what shows studies does not know the feature. */
export const ReportPanel = createContext<ComponentType<ReportPanelProps> | undefined>(undefined)
export const useReportPanel = () => useContext(ReportPanel)
