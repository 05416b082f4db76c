import { useTranslation } from 'react-i18next'
import { isRouteErrorResponse, useRouteError } from 'react-router'
import { ConnectionError } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { ErrorState } from '#web/ui/Message.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'

const detailsOf = (error: unknown) =>
  error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error)

/** What is shown when a page itself failed. */
export function ErrorPage() {
  const { t } = useTranslation('app')
  const error = useRouteError()
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />
  return (
    <main className="grid h-full place-items-center">
      <ErrorState
        heading="h1"
        title={error instanceof ConnectionError ? t('error.connection') : t('error.title')}
        text={error instanceof ConnectionError ? t('error.connectionText') : t('error.text')}
        actions={
          <>
            <Button look="primary" onClick={() => window.location.reload()}>
              {t('error.again')}
            </Button>
            <Button look="plain" onClick={() => void navigator.clipboard.writeText(detailsOf(error))}>
              {t('error.copy')}
            </Button>
          </>
        }
      />
    </main>
  )
}
