import { FolderPlus, PanelLeft } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { FolderRecord } from '#contract/folder.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { FolderDialog } from './FolderDialog.tsx'
import { FolderTree } from './FolderTree.tsx'
import { refreshFolders, useFolderAccounts, useFolders } from './folders.ts'

/** `/folders`: the tree at the side of what the chosen folder holds; studies are dragged from there onto it. */
export function FolderFrame({
  folder,
  asked,
  children,
}: {
  folder: FolderRecord | undefined
  /** The folder of the address, which may be nobody's any more. */
  asked: string | undefined
  children: ReactNode
}) {
  const { t } = useTranslation('folders')
  const navigate = useNavigate()
  const accounts = useFolderAccounts()
  const { folders, ready, failed } = useFolders()
  const [adding, setAdding] = useState(false)
  const [shown, setShown] = useState(asked === undefined)
  const adds = accounts.filter(({ mayAdd }) => mayAdd)
  return (
    <div className="relative flex h-full min-w-0">
      <title>{folder ? t('pageTitleOf', { name: folder.name }) : t('pageTitle')}</title>
      <nav
        aria-label={t('tree')}
        className={cx(
          'flex w-60 shrink-0 flex-col border-line border-e bg-surface max-md:absolute max-md:inset-0 max-md:z-(--z-dock) max-md:w-full',
          !shown && 'max-md:hidden',
        )}
      >
        <div className="flex h-10 shrink-0 items-center gap-1 border-line border-b ps-3 pe-1 max-md:h-12">
          <h2 className="min-w-0 grow truncate font-strong text-13">{t('title')}</h2>
          {adds.length > 0 && (
            <IconButton label={t('add')} onClick={() => setAdding(true)}>
              <FolderPlus />
            </IconButton>
          )}
          <IconButton label={t('hideTree')} onClick={() => setShown(false)} className="md:!hidden">
            <PanelLeft />
          </IconButton>
        </div>
        {failed ? (
          <ErrorState
            title={t('notRead')}
            actions={<Button onClick={() => void refreshFolders()}>{t('again')}</Button>}
          />
        ) : (
          <FolderTree folders={folders} current={folder?.uuid} onChosen={() => setShown(false)} />
        )}
        {ready && folders.length === 0 && <EmptyState title={t('none')} text={t('noneText')} />}
      </nav>
      <div className="relative min-w-0 grow">
        {!shown && (
          <IconButton
            label={t('showTree')}
            onClick={() => setShown(true)}
            className="absolute end-2 bottom-2 z-(--z-dock) border border-line bg-raised md:!hidden"
          >
            <PanelLeft />
          </IconButton>
        )}
        {asked !== undefined && ready && !folder ? (
          <EmptyState
            heading="h1"
            title={t('gone')}
            text={t('goneText')}
            actions={<Button onClick={() => void navigate('/folders')}>{t('everything')}</Button>}
          />
        ) : asked === undefined || folder ? (
          children
        ) : null}
      </div>
      {adding && (
        <FolderDialog
          into={folder?.may_edit === 1 ? folder : undefined}
          accounts={adds}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  )
}
