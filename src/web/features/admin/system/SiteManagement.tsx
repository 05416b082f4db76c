import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountSet } from '#contract/account.ts'
import { type SystemAccountRecord, systemAccountList } from '#contract/system.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'

const MOST = 5000

/** Which account keeps the trial sites that the groups of this one may have; nothing to choose where none keeps any. */
export function SiteManagement({ account, onDone }: { account: SystemAccountRecord; onDone: () => void }) {
  const { t } = useTranslation('system')
  const toast = useToast()
  const [chosen, setChosen] = useState(account.site_management_account_id ?? '')
  const accounts = useQuery(commandQuery(systemAccountList, { 'page.rows': MOST })).data?.accounts ?? []
  const keepers = accounts.filter(
    ({ uuid, manages_sites }) => uuid !== account.uuid && (manages_sites === 1 || uuid === chosen),
  )
  if (keepers.length === 0) return null
  const choose = async (site_management_account_id: string) => {
    const before = chosen
    setChosen(site_management_account_id)
    try {
      await call(accountSet, { uuid: account.uuid, site_management_account_id })
      onDone()
    } catch {
      setChosen(before)
      toast({ kind: 'bad', text: t('failed') })
    }
  }
  return (
    <div className="mt-4">
      <Select
        label={t('accounts.sites')}
        hint={t('accounts.sitesHint')}
        value={chosen}
        onChange={(uuid) => void choose(uuid)}
        options={[
          { value: '', label: t('accounts.ownSites') },
          ...keepers.map(({ uuid, name }) => ({ value: uuid, label: name })),
        ]}
      />
    </div>
  )
}
