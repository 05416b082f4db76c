import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupList } from '#contract/group.ts'
import { scannerList } from '#contract/scanner.ts'
import { type SiteRecord, siteAdd, siteDelete, siteList, siteSet } from '#contract/site.ts'
import { call } from '#web/api/call.ts'
import { useDeleteLater } from '#web/api/leaving.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { FormDialog } from '#web/ui/FormDialog.tsx'
import { Select } from '#web/ui/Select.tsx'
import { allows, useAccount } from '../account.ts'
import { Contacts } from './Contacts.tsx'

const ADDRESS = ['address1', 'address2', 'zip', 'city', 'state', 'country'] as const
const MOST = 1000

/** A site: its address, whose satellite it is, its trials and contacts; or a new one. */
export function SiteDialog({ site, onClose }: { site: SiteRecord | undefined; onClose: () => void }) {
  const { t } = useTranslation('sites')
  const cache = useQueryClient()
  const deleteLater = useDeleteLater()
  const account = useAccount()
  const edits = allows(account, site ? 'site_edit' : 'site_add')
  const [name, setName] = useState(site?.name ?? '')
  const [parent, setParent] = useState(site?.site_id ?? '')
  const [inactive, setInactive] = useState(site?.inactive === 1)
  const [address, setAddress] = useState(
    Object.fromEntries(ADDRESS.map((field) => [field, site?.[field] ?? ''])),
  )
  const others = (
    useQuery(commandQuery(siteList, { account_id: account.uuid, 'page.rows': MOST })).data?.sites ?? []
  ).filter(({ uuid, site_id }) => uuid !== site?.uuid && site_id === null)

  const save = async () => {
    const values = { name: name.trim(), site_id: parent, ...address }
    await (site
      ? call(siteSet, { uuid: site.uuid, ...values, inactive: inactive ? 1 : 0 })
      : call(siteAdd, { account_id: account.uuid, ...values }))
    await cache.invalidateQueries({ queryKey: keyOf(siteList) })
    return true
  }
  const remove = () => {
    if (!site) return
    onClose()
    deleteLater({
      uuids: [site.uuid],
      remove: (uuid, options) => call(siteDelete, { uuid }, options),
      reads: [siteList, scannerList, groupList],
      text: t('deleted', { name: site.name }),
      failed: () => t('notDeleted', { name: site.name }),
    })
  }
  return (
    <FormDialog
      title={site?.name ?? t('addSite')}
      words={{ save: t('save'), saving: t('saving'), saved: t('saved') }}
      edits={edits}
      remove={site && allows(account, 'site_delete') ? { text: t('delete'), onClick: remove } : undefined}
      onSave={save}
      refusal={(error) => t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed'))}
      onClose={onClose}
      beside={
        site && (
          <>
            <Named title={t('satellites')} rows={site.satellite_sites} />
            <Trials site={site} />
            {allows(account, 'site_user_view') && <Contacts site_id={site.uuid} />}
          </>
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
      <Select
        label={t('satelliteOf')}
        value={parent}
        disabled={(site?.satellite_sites.length ?? 0) > 0}
        hint={(site?.satellite_sites.length ?? 0) > 0 ? t('hasSatellites') : undefined}
        onChange={setParent}
        options={[
          { value: '', label: t('none') },
          ...others.map((other) => ({ value: other.uuid, label: other.name })),
        ]}
      />
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        {ADDRESS.map((field) => (
          <TextField
            key={field}
            label={t(field)}
            value={address[field] ?? ''}
            onChange={(event) => setAddress({ ...address, [field]: event.target.value })}
          />
        ))}
      </div>
      {site && (
        <label className="flex min-h-7 items-center gap-2 max-md:min-h-11">
          <input
            type="checkbox"
            className="check-box"
            checked={inactive}
            onChange={(event) => setInactive(event.target.checked)}
          />
          {t('isInactive')}
        </label>
      )}
    </FormDialog>
  )
}

function Named({ title, rows }: { title: string; rows: readonly { uuid: string; name: string }[] }) {
  if (rows.length === 0) return null
  return (
    <section aria-label={title} className="mt-4">
      <h3 className="border-line border-b pb-1 font-strong text-12">{title}</h3>
      <ul>
        {rows.map(({ uuid, name }) => (
          <li key={uuid} className="truncate border-line border-b py-1">
            {name}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Groups, of whatever account, that are at the site. */
function Trials({ site }: { site: SiteRecord }) {
  const { t } = useTranslation('sites')
  return (
    <section aria-label={t('trials')} className="mt-4">
      <h3 className="border-line border-b pb-1 font-strong text-12">
        {t('trials')} <span className="text-quiet tabular-nums">{site.trials.length}</span>
      </h3>
      {site.trials.length === 0 && <p className="py-1 text-12 text-quiet">{t('noTrials')}</p>}
      <ul>
        {site.trials.map((trial) => (
          <li key={trial.uuid} className="flex items-center gap-2 border-line border-b py-1">
            <span className="min-w-0 grow truncate">{trial.name}</span>
            <span className="truncate text-12 text-quiet">{trial.account_name}</span>
            {trial.qualified === 1 && <Badge>{t('qualified')}</Badge>}
            {trial.inactive === 1 && <Badge>{t('inactive')}</Badge>}
          </li>
        ))}
      </ul>
    </section>
  )
}
