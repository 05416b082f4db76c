import { lazy, Suspense, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { StudyRecord } from '#contract/study/record.ts'
import { ShareAction } from '#web/features/studies/share-action.ts'
import { Worklist } from '#web/features/studies/Worklist.tsx'
import { UploadArea } from '#web/features/upload/UploadArea.tsx'
import { UploadButton } from '#web/features/upload/UploadButton.tsx'
import { UploadDock } from '#web/features/upload/UploadDock.tsx'

const ShareDialog = lazy(async () => ({
  default: (await import('#web/features/sharing/ShareDialog.tsx')).ShareDialog,
}))

/** The worklist with upload and sharing around it: a feature does not know another one. */
export function Component() {
  const namespace = useSearchParams()[0].get('namespace') ?? undefined
  const [sharing, setSharing] = useState<readonly StudyRecord[]>()
  return (
    <ShareAction value={setSharing}>
      <UploadArea namespace={namespace}>
        <Worklist
          uploadButton={<UploadButton />}
          firstUse={<UploadButton look="primary" />}
          dock={<UploadDock />}
        />
      </UploadArea>
      {sharing && (
        <Suspense>
          <ShareDialog studies={sharing} onClose={() => setSharing(undefined)} />
        </Suspense>
      )}
    </ShareAction>
  )
}
