import { useParams } from 'react-router'
import { FolderFrame } from '#web/features/folders/FolderFrame.tsx'
import { FolderHead } from '#web/features/folders/FolderHead.tsx'
import { FolderOrders } from '#web/features/folders/FolderOrders.tsx'
import { useFolders } from '#web/features/folders/folders.ts'
import { Worklist } from '#web/features/studies/Worklist.tsx'
import { UploadArea } from '#web/features/upload/UploadArea.tsx'
import { UploadButton } from '#web/features/upload/UploadButton.tsx'
import { UploadDock } from '#web/features/upload/UploadDock.tsx'
import { Folders } from './Folders.tsx'
import { Sharing } from './Sharing.tsx'

/** The folders, with the worklist of the chosen one: a feature does not know another one. */
export function Component() {
  const { folderId } = useParams()
  const { folders } = useFolders()
  const folder = folders.find(({ uuid }) => uuid === folderId)
  const fills = folder === undefined || folder.may_edit === 1 || folder.may_upload === 1
  return (
    <Sharing>
      <Folders folder={folder}>
        <FolderFrame folder={folder} asked={folderId}>
          <UploadArea namespace={undefined} folder={folder?.uuid}>
            <div className="flex h-full min-w-0 flex-col">
              {folder && <FolderOrders folder={folder} />}
              <div className="min-h-0 grow">
                <Worklist
                  key={folder?.uuid}
                  uploadButton={fills && <UploadButton />}
                  firstUse={fills && <UploadButton look="primary" />}
                  dock={<UploadDock />}
                  folder={folder && { uuid: folder.uuid, head: <FolderHead folder={folder} /> }}
                />
              </div>
            </div>
          </UploadArea>
        </FolderFrame>
      </Folders>
    </Sharing>
  )
}
