import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleRecord } from '#contract/role.ts'
import { roleFilterAdd } from '#contract/role_filter.ts'
import { call } from '#web/api/call.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useAccount } from '../account.ts'
import { FILTER_CONDITIONS, FILTER_FIELDS, FILTER_TAKES, type FilterPart, filterOf } from './access_filter.ts'

const EMPTY: FilterPart = { field: 'modality', condition: 'equals', value: '' }

/** A new access filter: which studies, and what may not be done with them. */
export function AccessFilterDialog({
  role,
  onClose,
  onSaved,
}: {
  role: RoleRecord
  onClose: () => void
  onSaved: () => void
}) {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const [name, setName] = useState('')
  const [every, setEvery] = useState(false)
  const [parts, setParts] = useState<readonly FilterPart[]>([EMPTY])
  const [takes, setTakes] = useState<readonly string[]>(['study_view'])
  const [refused, setRefused] = useState<string>()
  const [busy, setBusy] = useState(false)
  const change = (at: number, part: Partial<FilterPart>) =>
    setParts(parts.map((one, n) => (n === at ? { ...one, ...part } : one)))
  const filter = filterOf(parts)
  const save = async () => {
    if (Object.keys(filter).length === 0) return setRefused(t('filters.nothingNamed'))
    if (takes.length === 0) return setRefused(t('filters.nothingTaken'))
    setBusy(true)
    try {
      await call(roleFilterAdd, {
        account_id: account.uuid,
        name: name.trim(),
        filter,
        permissions_mask: Object.fromEntries(takes.map((flag) => [flag, 0])),
        object_type: 'Study',
        ...(every ? {} : { role_id: role.uuid }),
      })
      onSaved()
    } catch {
      setRefused(t('users.refused.failed'))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('filters.newTitle')}
      description={t('filters.newText', { role: role.name })}
      footer={
        <>
          <span className="grow" />
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            onClick={() => void save()}
            busy={busy ? t('saving') : undefined}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
        className="flex flex-col gap-3"
      >
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <TextField label={t('filters.name')} value={name} onChange={(event) => setName(event.target.value)} />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium text-12 text-quiet">{t('filters.studies')}</legend>
          {parts.map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition is known by its place
            <div key={at} className="grid grid-cols-[1fr_1fr_1fr_auto] items-end gap-2 max-md:grid-cols-1">
              <Select
                label={t('filters.fieldLabel')}
                quietLabel
                value={part.field}
                onChange={(field) => change(at, { field })}
                options={FILTER_FIELDS.map((value) => ({ value, label: t(`filters.field.${value}`) }))}
              />
              <Select
                label={t('filters.conditionLabel')}
                quietLabel
                value={part.condition}
                onChange={(condition) => change(at, { condition })}
                options={FILTER_CONDITIONS.map((value) => ({
                  value,
                  label: t(`filters.condition.${value}`),
                }))}
              />
              <TextField
                label={t('filters.valueLabel')}
                quietLabel
                value={part.value}
                onChange={(event) => change(at, { value: event.target.value })}
              />
              <IconButton
                label={t('filters.removePart')}
                narrow
                disabled={parts.length === 1}
                onClick={() => setParts(parts.filter((_, n) => n !== at))}
              >
                <X />
              </IconButton>
            </div>
          ))}
          <div>
            <Button
              size="small"
              icon={<Plus className="!size-3" />}
              onClick={() => setParts([...parts, EMPTY])}
            >
              {t('filters.addPart')}
            </Button>
          </div>
        </fieldset>
        <fieldset className="grid grid-cols-2 max-md:grid-cols-1">
          <legend className="mb-1 font-medium text-12 text-quiet">{t('filters.takesLabel')}</legend>
          {FILTER_TAKES.map((flag) => (
            <label key={flag} className="flex min-h-7 items-center gap-2 max-md:min-h-11">
              <input
                type="checkbox"
                className="check-box"
                checked={takes.includes(flag)}
                onChange={(event) =>
                  setTakes(event.target.checked ? [...takes, flag] : takes.filter((one) => one !== flag))
                }
              />
              {t(`filters.takes.${flag}`)}
            </label>
          ))}
        </fieldset>
        <label className="flex min-h-7 items-center gap-2 max-md:min-h-11">
          <input
            type="checkbox"
            className="check-box"
            checked={every}
            onChange={(event) => setEvery(event.target.checked)}
          />
          {t('filters.forEvery')}
        </label>
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  )
}
