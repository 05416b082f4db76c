import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupList } from '#contract/group.ts'
import { type ScannerRecord, scannerAdd, scannerDelete, scannerList, scannerSet } from '#contract/scanner.ts'
import { siteList } from '#contract/site.ts'
import { call } from '#web/api/call.ts'
import { searchCustomfield, useCustomfieldsOf } from '#web/api/customfield.ts'
import { useDeleteLater } from '#web/api/leaving.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Customfields } from '#web/ui/customfield/Customfields.tsx'
import { useCustomfieldDraft } from '#web/ui/customfield/useCustomfieldDraft.ts'
import { TextField } from '#web/ui/Field.tsx'
import { FormDialog } from '#web/ui/FormDialog.tsx'
import { Select } from '#web/ui/Select.tsx'
import { allows, useAccount } from '../account.ts'

const DEVICE = ['modality', 'serial_no', 'manufacturer', 'model'] as const
const MOST = 1000

/** A scanner: what it is, where it stands, and for which trials it has been validated; or a new one. */
export function ScannerDialog({
  scanner,
  onClose,
}: {
  scanner: ScannerRecord | undefined
  onClose: () => void
}) {
  const { t } = useTranslation('sites')
  const cache = useQueryClient()
  const deleteLater = useDeleteLater()
  const account = useAccount()
  const edits = allows(account, scanner ? 'scanner_edit' : 'scanner_add')
  const [name, setName] = useState(scanner?.name ?? '')
  const [chosen, setSite] = useState<string>()
  const [device, setDevice] = useState(
    Object.fromEntries(DEVICE.map((field) => [field, scanner?.[field] ?? ''])),
  )
  const customfields = useCustomfieldDraft(
    useCustomfieldsOf(account.uuid, 'Scanner', scanner && (scanner.customfields ?? [])),
  )
  const sites = useQuery({
    ...commandQuery(siteList, { account_id: account.uuid, 'filter.inactive.equals': 0, 'page.rows': MOST }),
    enabled: scanner === undefined,
  }).data?.sites
  const site_id = chosen ?? sites?.[0]?.uuid ?? ''

  const save = async () => {
    if (!customfields.check()) return false
    const values = { name: name.trim(), ...device, ...customfields.parameters(scanner === undefined) }
    await (scanner
      ? call(scannerSet, { uuid: scanner.uuid, ...values })
      : call(scannerAdd, { site_id, ...values }))
    await cache.invalidateQueries({ queryKey: keyOf(scannerList) })
    return true
  }
  const remove = () => {
    if (!scanner) return
    onClose()
    deleteLater({
      uuids: [scanner.uuid],
      remove: (uuid, options) => call(scannerDelete, { uuid }, options),
      reads: [scannerList, groupList],
      text: t('deleted', { name: scanner.name }),
      failed: () => t('notDeleted', { name: scanner.name }),
    })
  }
  return (
    <FormDialog
      title={scanner?.name ?? t('addScanner')}
      words={{ save: t('save'), saving: t('saving'), saved: t('saved') }}
      edits={edits}
      remove={
        scanner && allows(account, 'scanner_delete') ? { text: t('delete'), onClick: remove } : undefined
      }
      onSave={save}
      refusal={(error) => t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed'))}
      onClose={onClose}
      beside={
        scanner && (
          <section aria-label={t('validatedFor')} className="mt-4">
            <h3 className="border-line border-b pb-1 font-strong text-12">
              {t('validatedFor')}{' '}
              <span className="text-quiet tabular-nums">{scanner.validated_for.length}</span>
            </h3>
            {scanner.validated_for.length === 0 && (
              <p className="py-1 text-12 text-quiet">{t('notValidated')}</p>
            )}
            <ul>
              {scanner.validated_for.map((trial) => (
                <li key={trial.uuid} className="flex items-center gap-2 border-line border-b py-1">
                  <span className="min-w-0 grow truncate">{trial.name}</span>
                  <span className="truncate font-mono text-11 text-quiet">{trial.study_uid}</span>
                </li>
              ))}
            </ul>
          </section>
        )
      }
    >
      <TextField
        label={t('name')}
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {scanner ? (
        <TextField label={t('site')} readOnly value={scanner.site_name} />
      ) : (
        <Select
          label={t('site')}
          value={site_id}
          onChange={setSite}
          error={sites?.length === 0 ? t('siteFirst') : undefined}
          options={(sites ?? []).map((site) => ({ value: site.uuid, label: site.name }))}
        />
      )}
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        {DEVICE.map((field) => (
          <TextField
            key={field}
            label={t(field)}
            value={device[field] ?? ''}
            onChange={(event) => setDevice({ ...device, [field]: event.target.value })}
          />
        ))}
      </div>
      <Customfields
        fields={customfields.fields}
        values={customfields.values}
        faults={customfields.faults}
        disabled={!edits}
        onChange={customfields.change}
        search={searchCustomfield}
      />
    </FormDialog>
  )
}
