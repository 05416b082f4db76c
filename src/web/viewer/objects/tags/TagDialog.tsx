import { useTranslation } from 'react-i18next'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useSession } from '../../state/context.ts'
import { useStore } from '../../state/store.ts'
import { TagList } from './TagList.tsx'

/** The attributes of the picture or object that was asked for. */
export function TagDialog() {
  const { t } = useTranslation('objects')
  const session = useSession()
  const subject = useStore(session.objects.tags, (state) => state.subject)
  const close = () => {
    session.objects.tags.set({ subject: undefined })
    setTimeout(session.focusActive)
  }
  return (
    <Dialog
      open={subject !== undefined}
      onOpenChange={close}
      title={subject ? t('tags.title', { name: subject.name }) : ''}
      width="wide"
      flush
    >
      {subject && (
        <div className="flex h-[70dvh]">
          <TagList {...subject} autoFocus />
        </div>
      )}
    </Dialog>
  )
}
