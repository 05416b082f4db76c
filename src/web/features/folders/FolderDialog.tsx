import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type FolderRecord, folderAdd, folderSet } from '#contract/folder.ts'
import { call } from '#web/api/call.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { type FolderAccount, refreshFolders } from './folders.ts'

interface Fields {
  account_id: string
  name: string
  description: string
}

/** A new folder, in another or in none, or what an old one is called. */
export function FolderDialog({
  folder,
  into,
  accounts = [],
  onClose,
}: {
  folder?: FolderRecord
  into?: FolderRecord | undefined
  /** Where a folder that is in no other may be made. */
  accounts?: readonly FolderAccount[]
  onClose: () => void
}) {
  const { t } = useTranslation('folders')
  const navigate = useNavigate()
  const [refused, setRefused] = useState<string>()
  const { register, handleSubmit, formState, watch, setValue } = useForm<Fields>({
    defaultValues: {
      account_id: accounts[0]?.uuid ?? '',
      name: folder?.name ?? '',
      description: folder?.description ?? '',
    },
  })
  const submit = handleSubmit(async ({ account_id, ...fields }) => {
    setRefused(undefined)
    try {
      if (folder) await call(folderSet, { uuid: folder.uuid, ...fields })
      else {
        const place = into ? { parent_id: into.uuid } : { account_id }
        const { uuid } = await call(folderAdd, { ...place, ...fields })
        await refreshFolders()
        await navigate(`/folders/${uuid}`)
      }
      await refreshFolders()
      onClose()
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
    }
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="narrow"
      title={t(folder ? 'edit' : 'add')}
      {...(into ? { description: t('into', { name: into.name }) } : {})}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            type="submit"
            form="folder-form"
            busy={formState.isSubmitting ? t('saving') : undefined}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        id="folder-form"
        onSubmit={(event) => void submit(event)}
        noValidate
        className="flex flex-col gap-3"
      >
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <TextField
          label={t('name')}
          autoFocus
          maxLength={200}
          error={formState.errors.name?.message}
          {...register('name', { validate: (name) => name.trim() !== '' || t('refused.INVALID_NAME') })}
        />
        <TextField label={t('description')} {...register('description')} />
        {!into && accounts.length > 1 && (
          <Select
            label={t('account')}
            value={watch('account_id')}
            onChange={(uuid) => setValue('account_id', uuid)}
            options={accounts.map(({ uuid, name }) => ({ value: uuid, label: name }))}
          />
        )}
      </form>
    </Dialog>
  )
}
