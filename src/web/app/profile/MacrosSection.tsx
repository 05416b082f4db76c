import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountList } from '#contract/account.ts'
import { commandQuery } from '#web/api/query.ts'
import { Macros } from '#web/features/reports/Macros.tsx'
import { Select } from '#web/ui/Select.tsx'
import { Section } from './Section.tsx'

/** A reader's macros; nothing for who writes no reports. */
export function MacrosSection() {
  const { t } = useTranslation('reports')
  const { data } = useQuery(commandQuery(accountList, { permissions: 1, 'page.rows': 200 }))
  const [chosen, setChosen] = useState<string>()
  const accounts = (data?.accounts ?? []).filter(({ permissions }) => permissions?.radreport_edit === 1)
  const account = accounts.find(({ uuid }) => uuid === chosen) ?? accounts[0]
  if (!account) return null
  return (
    <Section title={t('macro.title')}>
      {accounts.length > 1 && (
        <div className="mb-3">
          <Select
            label={t('macro.account')}
            value={account.uuid}
            onChange={setChosen}
            options={accounts.map(({ uuid, name }) => ({ value: uuid, label: name }))}
          />
        </div>
      )}
      <Macros key={account.uuid} account_id={account.uuid} />
    </Section>
  )
}
