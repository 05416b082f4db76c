import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useUploadTerms } from '#web/api/upload_place.ts'
import { useUser } from '#web/api/user.ts'
import { EmptyState } from '#web/ui/Message.tsx'

/** `/guest/upload`: images go to whoever made the link, and nothing of theirs comes back. */
export function GuestUpload({ button, dock }: { button: ReactNode; dock: ReactNode }) {
  const { t } = useTranslation('guest')
  const { guest } = useUser()
  const place = guest?.namespace_name ?? guest?.account_name ?? ''
  const terms = useUploadTerms(guest?.namespace_id ?? undefined).answer
  const rules = Object.keys({ ...terms?.anonymize_rules, ...guest?.anonymize })
  return (
    <div className="mx-auto flex max-w-[720px] flex-col gap-4 p-4">
      <title>{t('upload.pageTitle')}</title>
      <div>
        <h1 className="font-strong text-16">{t('upload.title', { place })}</h1>
        <p className="text-quiet">{t('upload.text')}</p>
        {terms?.share_description && <p className="mt-2 whitespace-pre-line">{terms.share_description}</p>}
      </div>
      {guest?.action === 'STUDY_UPLOAD' ? (
        <>
          <div className="flex flex-wrap items-center gap-3 rounded-2 border border-line-strong border-dashed p-6">
            <span className="grow text-quiet">{t('upload.drop')}</span>
            {button}
          </div>
          {rules.length > 0 && (
            <p className="text-12 text-quiet">
              {t('upload.anonymized', { fields: rules.map((field) => t(`field.${field}`)).join(', ') })}
            </p>
          )}
          {dock}
        </>
      ) : (
        <EmptyState title={t('upload.not')} text={t('closed.text')} />
      )}
    </div>
  )
}
