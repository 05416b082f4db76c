import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import type { KeptUpload } from './send/memory.ts'
import { useUploadActions } from './UploadArea.tsx'
import { useUploadName } from './useUploadName.ts'

/** An upload that a reload interrupted: it goes on from kept handles, or from the same folder dropped again. */
export function InterruptedItem({ kept, onForget }: { kept: KeptUpload; onForget: () => void }) {
  const { t } = useTranslation('upload')
  const { proceed } = useUploadActions()
  const name = useUploadName()(kept)
  return (
    <li className="px-4 pt-1.5 pb-2 text-12">
      <div className="flex items-center gap-2">
        <StatusShape shape="warning" />
        <span className="min-w-0 grow truncate">{name}</span>
        <span className="shrink-0 text-quiet">{t('interrupted.state')}</span>
      </div>
      {kept.handles.length === 0 && <p className="mt-1 text-quiet">{t('interrupted.text')}</p>}
      <div className="mt-1 flex justify-end gap-1">
        <Button size="small" look="plain" onClick={onForget}>
          {t('interrupted.forget')}
        </Button>
        {kept.handles.length > 0 && (
          <Button size="small" onClick={() => proceed(kept)}>
            {t('dock.resume')}
          </Button>
        )}
      </div>
    </li>
  )
}
