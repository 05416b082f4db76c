import { lazy, type ReactNode, Suspense } from 'react'
import { ReportPanel, type ReportPanelProps } from '#web/api/report_panel.ts'
import { Skeleton } from '#web/ui/Skeleton.tsx'

const Panel = lazy(() => import('#web/features/reports/ReportPanel.tsx'))

/** Waits by itself: the page around it stays. */
const Waiting = (props: ReportPanelProps) => (
  <Suspense fallback={<Skeleton className="m-4 h-24" />}>
    <Panel {...props} />
  </Suspense>
)

/** Reports around what shows studies; the panel is read when somebody opens it. */
export const Reports = ({ children }: { children: ReactNode }) => (
  <ReportPanel value={Waiting}>{children}</ReportPanel>
)
