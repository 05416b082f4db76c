import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CustomfieldRecord, customfieldAdd, customfieldSet } from '#contract/customfield.ts'
import { call } from '#web/api/call.ts'
import { CommandError, errorTypeOf } from '#web/api/refusal.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { SaveFooter } from '#web/ui/SaveFooter.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { allows, useAccount } from '../account.ts'
import { draftOf, type FieldDraft, paramsFrom, TYPES } from './field.ts'
import type { FieldPart } from './Part.tsx'
import { Rules } from './Rules.tsx'
import { ShownWhen } from './ShownWhen.tsx'
import { StudyReports } from './StudyReports.tsx'
import { StudySources } from './StudySources.tsx'
import { TypeOptions } from './TypeOptions.tsx'
import { useDeleteField } from './useDeleteField.ts'

/** A custom field: what it is called, what it takes, when it is asked for and where its value comes from. */
export function FieldDialog({
  object,
  field,
  others: all,
  onClose,
}: {
  object: string
  field: CustomfieldRecord | undefined
  others: readonly CustomfieldRecord[]
  onClose: () => void
}) {
  const { t } = useTranslation('fields')
  const cache = useQueryClient()
  const toast = useToast()
  const account = useAccount()
  const remove = useDeleteField()
  const [draft, setDraft] = useState(() => draftOf(field, object))
  const [refused, setRefused] = useState<string>()
  const [busy, setBusy] = useState(false)
  const change = (part: Partial<FieldDraft>) => setDraft((before) => ({ ...before, ...part }))
  const others = all.filter(({ uuid }) => uuid !== field?.uuid)
  const edits = allows(account, 'customfield_edit')
  const part: FieldPart = { draft, change, others }

  const save = async (event: FormEvent) => {
    event.preventDefault()
    setRefused(undefined)
    setBusy(true)
    try {
      const params = paramsFrom(draft, field)
      if (field) await call(customfieldSet, { uuid: field.uuid, ...params })
      else {
        const display_order = Math.max(0, ...others.map((other) => other.display_order ?? 0)) + 1
        const { type } = draft
        const { name = '', ...rest } = params
        await call(customfieldAdd, { account_id: account.uuid, name, object, type, display_order, ...rest })
      }
      onClose()
      toast({ text: t('saved') })
    } catch (error) {
      const why =
        error instanceof CommandError && typeof error.error_subtype === 'string' ? error.error_subtype : ''
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, { why, defaultValue: t('refused.failed') }))
    }
    setBusy(false)
    // Whatever carries the fields of this object is read anew.
    await cache.invalidateQueries()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={field?.name ?? t('add')}
      description={t(`objects.${object}`)}
      footer={
        edits && (
          <SaveFooter
            form="field-form"
            save={t('save')}
            saving={busy ? t('saving') : undefined}
            remove={
              field && {
                text: t('delete'),
                onClick() {
                  remove(field)
                  onClose()
                },
              }
            }
          />
        )
      }
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <form id="field-form" onSubmit={(event) => void save(event)}>
        <fieldset disabled={!edits} className="flex flex-col gap-3">
          <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
            <TextField
              label={t('name')}
              autoFocus
              required
              maxLength={100}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
            <Select
              label={t('type')}
              value={draft.type}
              disabled={field !== undefined}
              onChange={(type) => change({ type })}
              options={TYPES.map((value) => ({ value, label: t(`types.${value}`) }))}
            />
            <TextField
              label={t('label')}
              hint={t('labelHint')}
              value={draft.label}
              onChange={(event) => change({ label: event.target.value })}
            />
            <TextField
              label={t('hint')}
              value={draft.hint}
              onChange={(event) => change({ hint: event.target.value })}
            />
          </div>
          {draft.type !== 'calculated' && (
            <Checkbox checked={draft.required} onChange={(required) => change({ required })}>
              {t('isRequired')}
            </Checkbox>
          )}
          {object === 'User_account' && (
            <Checkbox checked={draft.admin_only} onChange={(admin_only) => change({ admin_only })}>
              {t('adminOnly')}
            </Checkbox>
          )}
          <TypeOptions {...part} />
          {draft.type === 'calculated' && <Rules {...part} object={object} />}
          {others.length > 0 && draft.type !== 'calculated' && <ShownWhen {...part} />}
          {object === 'Study' && <StudySources {...part} />}
          {object === 'Study' && draft.type !== 'calculated' && <StudyReports {...part} />}
        </fieldset>
      </form>
    </Dialog>
  )
}
