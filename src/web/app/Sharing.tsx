import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { StudyRecord } from '#contract/study/record.ts'
import { ShareAction } from '#web/api/share_action.ts'

const ShareDialog = lazy(async () => ({
  default: (await import('#web/features/sharing/ShareDialog.tsx')).ShareDialog,
}))

/** Sharing around what shows studies: a feature does not know another one. */
export function Sharing({ children }: { children: ReactNode }) {
  const [studies, setStudies] = useState<readonly StudyRecord[]>()
  return (
    <ShareAction value={setStudies}>
      {children}
      {studies && (
        <Suspense>
          <ShareDialog studies={studies} onClose={() => setStudies(undefined)} />
        </Suspense>
      )}
    </ShareAction>
  )
}
