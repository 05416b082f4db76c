import { Folder } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { useFolders, usePutInto } from './folders.ts'
import { pathOf } from './tree.ts'

/** Which folder studies go into: found by any word of its path. */
export function PickFolderDialog({ studies, onClose }: { studies: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation('folders')
  const put = usePutInto()
  const { folders, ready } = useFolders()
  const [search, setSearch] = useState('')
  const words = search.toLowerCase().split(/\s+/)
  const found = folders
    .filter(({ may_edit }) => may_edit === 1)
    .map((folder) => ({
      folder,
      path: [folder, ...pathOf(folders, folder.uuid)]
        .toReversed()
        .map(({ name }) => name)
        .join(' / '),
    }))
    .filter(({ path }) => words.every((word) => path.toLowerCase().includes(word)))
    .toSorted((a, b) => a.path.localeCompare(b.path))
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="narrow"
      title={t('pick')}
      description={t('studies', { count: studies.length })}
      footer={
        <Button size="large" onClick={onClose}>
          {t('cancel')}
        </Button>
      }
    >
      <div className="flex flex-col gap-2">
        <TextField
          label={t('find')}
          autoFocus
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <ul className="flex max-h-72 flex-col overflow-y-auto">
          {found.map(({ folder, path }) => (
            <li key={folder.uuid}>
              <button
                type="button"
                onClick={() => {
                  onClose()
                  void put(folder, studies)
                }}
                className="flex h-8 w-full min-w-0 items-center gap-2 rounded-1 px-2 text-start hover:bg-hover max-md:h-11"
              >
                <Folder className="!size-3.5 shrink-0 text-quiet" />
                <span className="truncate" dir="auto">
                  {path}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {ready && found.length === 0 && <p className="text-12 text-quiet">{t('noneFound')}</p>}
      </div>
    </Dialog>
  )
}
