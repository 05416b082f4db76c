import { Files, FolderUp, Upload } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Menu, MenuItem } from '#web/ui/Menu.tsx'
import { useUploadActions } from './UploadArea.tsx'

/** Chooses files or a folder to upload. */
export function UploadButton({ look = 'secondary' }: { look?: 'primary' | 'secondary' }) {
  const { t } = useTranslation('upload')
  const { allowed, choose } = useUploadActions()
  if (!allowed) return null
  return (
    <Menu
      align="end"
      trigger={
        <Button look={look} icon={<Upload className="!size-3.5" />}>
          {t('button')}
        </Button>
      }
    >
      <MenuItem icon={<Files />} onSelect={() => choose('files')}>
        {t('files')}
      </MenuItem>
      <MenuItem icon={<FolderUp />} onSelect={() => choose('folder')}>
        {t('folder')}
      </MenuItem>
    </Menu>
  )
}
