import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderRecord } from '#contract/folder.ts'
import { folderShareList } from '#contract/folder.ts'
import { linkList } from '#contract/link.ts'
import { commandQuery, keyOf, queryClient } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { FolderLinks } from './FolderLinks.tsx'
import { FolderMembers } from './FolderMembers.tsx'
import { refreshFolders } from './folders.ts'

/** Who reaches a folder: members of the account, and whoever has a link to see or to fill it. */
export function FolderShareDialog({ folder, onClose }: { folder: FolderRecord; onClose: () => void }) {
  const { t } = useTranslation('folders')
  const [refused, setRefused] = useState<string>()
  const memberRead = useQuery(commandQuery(folderShareList, { uuid: folder.uuid }))
  const linkRead = useQuery(commandQuery(linkList, { folder_id: folder.uuid }))
  /** Every change is made as it is chosen. */
  const act = async (action: Promise<unknown>): Promise<boolean> => {
    setRefused(undefined)
    try {
      await action
      return true
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
      return false
    } finally {
      await Promise.all(
        [folderShareList, linkList].map((read) => queryClient.invalidateQueries({ queryKey: keyOf(read) })),
      )
      await refreshFolders()
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="wide"
      title={t('shareTitle', { name: folder.name })}
      description={t('shareText')}
      flush
      footer={
        <Button size="large" look="primary" onClick={onClose}>
          {t('done')}
        </Button>
      }
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <div className="grid min-h-0 md:grid-cols-2">
        <FolderMembers
          folder={folder}
          members={memberRead.data?.members ?? []}
          reading={memberRead.isFetching}
          act={act}
        />
        <FolderLinks
          folder={folder}
          links={linkRead.data?.links ?? []}
          reading={linkRead.isFetching}
          act={act}
        />
      </div>
    </Dialog>
  )
}
