import { Ellipsis, FolderPlus, FolderUp, Pencil, Share2, Trash } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type FolderRecord, folderDelete } from '#contract/folder.ts'
import { call } from '#web/api/call.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuItem } from '#web/ui/Menu.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { FolderDialog } from './FolderDialog.tsx'
import { FolderShareDialog } from './FolderShareDialog.tsx'
import { refreshFolders, useFolderAccounts, useMoveFolder } from './folders.ts'

type Open = 'add' | 'edit' | 'share' | 'delete'

/** The line over what a folder holds: its name, and what can be done with it. */
export function FolderHead({ folder }: { folder: FolderRecord }) {
  const { t } = useTranslation('folders')
  const toast = useToast()
  const navigate = useNavigate()
  const move = useMoveFolder()
  const [open, setOpen] = useState<Open>()
  const account = useFolderAccounts().find(({ uuid }) => uuid === folder.account_id)
  const edits = folder.may_edit === 1 && account?.mayAdd === true
  const shares = folder.own === 1 && account?.mayShare === true
  const close = () => setOpen(undefined)
  const remove = () =>
    void call(folderDelete, { uuid: folder.uuid })
      .then(async () => {
        close()
        await navigate(folder.parent_id ? `/folders/${folder.parent_id}` : '/folders')
        toast({ text: t('deleted', { name: folder.name }) })
      })
      .catch(() => toast({ kind: 'bad', text: t('refused.failed') }))
      .then(refreshFolders)
  return (
    <div className="flex min-w-0 grow items-center gap-2">
      <p className="min-w-0 truncate font-strong text-14" dir="auto">
        {folder.name}
      </p>
      {folder.own === 0 && <Badge>{t('from', { name: folder.owner_name })}</Badge>}
      {folder.description && (
        <span className="min-w-0 truncate text-12 text-quiet max-md:hidden">{folder.description}</span>
      )}
      <span className="grow" />
      {shares && (
        <Button icon={<Share2 className="!size-3.5" />} onClick={() => setOpen('share')}>
          {t('share')}
        </Button>
      )}
      {edits && (
        <Menu
          align="end"
          trigger={
            <IconButton label={t('more')}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem icon={<FolderPlus />} onSelect={() => setOpen('add')}>
            {t('addInside')}
          </MenuItem>
          <MenuItem icon={<Pencil />} onSelect={() => setOpen('edit')}>
            {t('edit')}
          </MenuItem>
          {folder.own === 1 && folder.parent_id && (
            <MenuItem icon={<FolderUp />} onSelect={() => void move(folder.uuid, '')}>
              {t('moveOut')}
            </MenuItem>
          )}
          {(folder.own === 1 || folder.parent_id) && (
            <MenuItem icon={<Trash />} danger onSelect={() => setOpen('delete')}>
              {t('delete')}
            </MenuItem>
          )}
        </Menu>
      )}
      {open === 'add' && <FolderDialog into={folder} onClose={close} />}
      {open === 'edit' && <FolderDialog folder={folder} onClose={close} />}
      {open === 'share' && <FolderShareDialog folder={folder} onClose={close} />}
      {open === 'delete' && (
        <Dialog
          open
          onOpenChange={close}
          width="narrow"
          title={t('deleteTitle', { name: folder.name })}
          description={t('deleteText', { count: folder.folder_count })}
          footer={
            <>
              <Button size="large" onClick={close}>
                {t('cancel')}
              </Button>
              <Button look="danger" size="large" onClick={remove}>
                {t('delete')}
              </Button>
            </>
          }
        />
      )}
    </div>
  )
}
