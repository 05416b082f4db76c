import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import type { FolderRecord } from '#contract/folder.ts'
import { FolderAction, type FolderActions } from '#web/api/folder_action.ts'
import { useTakeOut } from '#web/features/folders/folders.ts'

const PickFolderDialog = lazy(async () => ({
  default: (await import('#web/features/folders/PickFolderDialog.tsx')).PickFolderDialog,
}))

/** Folders around what shows studies: a feature does not know another one. */
export function Folders({ folder, children }: { folder?: FolderRecord | undefined; children: ReactNode }) {
  const [studies, setStudies] = useState<readonly string[]>()
  const takeOut = useTakeOut(folder?.uuid)
  const editable = folder?.may_edit === 1
  const actions = useMemo<FolderActions>(
    () => ({ add: setStudies, ...(editable ? { remove: takeOut } : {}) }),
    [editable, takeOut],
  )
  return (
    <FolderAction value={actions}>
      {children}
      {studies && (
        <Suspense>
          <PickFolderDialog studies={studies} onClose={() => setStudies(undefined)} />
        </Suspense>
      )}
    </FolderAction>
  )
}
