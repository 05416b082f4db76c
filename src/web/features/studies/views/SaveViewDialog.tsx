import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { type WorklistAddress, writeAddress } from '../filters/address.ts'
import { useSaveView } from './useSaveView.ts'
import type { View } from './useViews.ts'

/** Names a view: a new one, or one that gets another name. */
export function SaveViewDialog({
  address,
  view,
  onClose,
}: {
  address: WorklistAddress
  view: View | undefined
  onClose: () => void
}) {
  const { t } = useTranslation('studies')
  const navigate = useNavigate()
  const save = useSaveView()
  const { register, handleSubmit, formState } = useForm({ defaultValues: { name: view?.name ?? '' } })
  const submit = handleSubmit(async ({ name }) => {
    try {
      const uuid = await save.mutateAsync({ uuid: view?.uuid, name: name.trim(), address })
      await navigate(`?${writeAddress({ ...address, view: uuid })}`, { replace: true })
      onClose()
    } catch {
      // Said above the form.
    }
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="narrow"
      title={view ? t('view.rename') : t('view.save')}
      {...(view ? {} : { description: t('view.saveText') })}
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {save.error && <ErrorBar>{t('view.notSaved')}</ErrorBar>}
        <TextField
          label={t('view.name')}
          autoFocus
          maxLength={80}
          error={formState.errors.name?.message}
          {...register('name', { required: t('view.nameMissing') })}
        />
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            look="primary"
            size="large"
            busy={formState.isSubmitting ? t('saving') : undefined}
          >
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
