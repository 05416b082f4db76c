import { useEffect } from 'react'
import { useSearchParams } from 'react-router'
import { PaneExtra } from '#web/api/pane_extra.ts'
import { StudyWork } from '#web/features/orders/StudyWork.tsx'
import { Worklist } from '#web/features/studies/Worklist.tsx'
import { UploadArea } from '#web/features/upload/UploadArea.tsx'
import { UploadButton } from '#web/features/upload/UploadButton.tsx'
import { UploadDock } from '#web/features/upload/UploadDock.tsx'
import { Folders } from './Folders.tsx'
import { Questions } from './Questions.tsx'
import { Reports } from './Reports.tsx'
import { Sharing } from './Sharing.tsx'

/** Milliseconds after which the worklist has what it needs, on any line. */
const SETTLED_MS = 1500

/** The worklist with upload, sharing, questions and reports around it: a feature does not know another one. */
export function Component() {
  const namespace = useSearchParams()[0].get('namespace') ?? undefined
  // Who reads a worklist opens a study next: what opens it is there before they do.
  useEffect(() => {
    const waiting = setTimeout(() => void import('./ViewerRoute.tsx').catch(() => undefined), SETTLED_MS)
    return () => clearTimeout(waiting)
  }, [])
  return (
    <Sharing>
      <Questions>
        <PaneExtra value={StudyWork}>
          <Reports>
            <Folders>
              <UploadArea namespace={namespace}>
                <Worklist
                  uploadButton={<UploadButton />}
                  firstUse={<UploadButton look="primary" />}
                  dock={<UploadDock />}
                />
              </UploadArea>
            </Folders>
          </Reports>
        </PaneExtra>
      </Questions>
    </Sharing>
  )
}
