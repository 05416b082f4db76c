import { useTranslation } from 'react-i18next'
import { PageHead } from '#web/ui/PageHead.tsx'
import { allows, useAccount } from '../account.ts'
import { BrandForm } from './BrandForm.tsx'
import { Vanities } from './Vanities.tsx'

/** `/admin/branding`: what the account looks like, and under which names it is found. */
export function BrandingPage() {
  const { t } = useTranslation('branding')
  const account = useAccount()
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('pageTitle')}</title>
      <PageHead title={t('title')} />
      <div className="min-h-0 grow overflow-y-auto p-4">
        <div className="flex flex-col gap-8">
          <BrandForm key={account.uuid} stored={account.css} />
          {allows(account, 'account_vanity_view') && <Vanities />}
        </div>
      </div>
    </div>
  )
}
