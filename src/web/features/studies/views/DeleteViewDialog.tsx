import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { filterDelete, filterList } from '#contract/filter.ts'
import { useCommand } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import type { View } from './useViews.ts'

export function DeleteViewDialog({ view, onClose }: { view: View; onClose: () => void }) {
  const { t } = useTranslation('studies')
  const navigate = useNavigate()
  const remove = useCommand(filterDelete, { invalidates: [filterList] })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="narrow"
      title={t('view.deleteTitle', { name: view.name })}
      description={t('view.deleteText')}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            look="danger"
            size="large"
            busy={remove.isPending ? t('view.deleting') : undefined}
            onClick={() =>
              remove.mutate(
                { uuid: view.uuid },
                {
                  onSuccess: () => {
                    onClose()
                    void navigate('/studies', { replace: true })
                  },
                },
              )
            }
          >
            {t('view.delete')}
          </Button>
        </>
      }
    >
      {remove.error && <ErrorBar>{t('view.notDeleted')}</ErrorBar>}
    </Dialog>
  )
}
