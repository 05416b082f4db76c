import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { buttonClasses } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/Message.tsx'

export function NotFoundPage() {
  const { t } = useTranslation('app')
  return (
    <main className="grid h-full place-items-center">
      <EmptyState
        heading="h1"
        title={t('notFound.title')}
        text={t('notFound.text')}
        actions={
          <Link to="/studies" className={buttonClasses('secondary')}>
            {t('notFound.toWorklist')}
          </Link>
        }
      />
    </main>
  )
}
