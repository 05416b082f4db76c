import { useQuery } from '@tanstack/react-query'
import { type ComponentType, type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { namespaceShareCode } from '#contract/namespace.ts'
import { commandQuery } from '#web/api/query.ts'
import { CommandError, errorTypeOf } from '#web/api/refusal.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorState } from '#web/ui/Message.tsx'

interface Frame {
  title: string
  text?: string
  account_id?: string | undefined
  children: ReactNode
}

/** `/upload`: where a share code leads somebody who has no account, or why it leads nowhere. */
export function CodePage({ Frame }: { Frame: ComponentType<Frame> }) {
  const { t } = useTranslation('guest')
  const [params, setParams] = useSearchParams()
  const code = params.get('code') ?? ''
  const [typed, setTyped] = useState(code)
  const { data, error, refetch } = useQuery({
    ...commandQuery(namespaceShareCode, { share_code: code }, { waitForSession: false }),
    enabled: code !== '',
  })
  const look = (event: FormEvent) => {
    event.preventDefault()
    setParams({ code: typed.trim() }, { replace: true })
  }
  const again = () => {
    setTyped('')
    setParams({}, { replace: true })
  }

  if (error) {
    const token = errorTypeOf(error)
    const why =
      error instanceof CommandError && token === 'INVALID_LINK' ? String(error.error_subtype) : token
    return (
      <Frame title={t('code.title')}>
        <ErrorState
          title={t(why === undefined ? 'closed.failed' : `code.refused.${why}`, t('code.refused.NOT_FOUND'))}
          text={t('code.refusedText')}
          actions={
            <Button onClick={token === undefined ? () => void refetch() : again}>
              {t(token === undefined ? 'again' : 'code.other')}
            </Button>
          }
        />
      </Frame>
    )
  }
  if (code !== '' && data) {
    return (
      <Frame
        title={t(data.second_opinion_share === 1 ? 'code.second' : 'upload.title', {
          place: data.share_name,
        })}
        account_id={data.account_id ?? undefined}
        {...(data.share_description ? { text: data.share_description } : {})}
      >
        {data.link_id ? (
          <Link to={`/link/${data.link_id}`} className={buttonClasses('primary', 'large')}>
            {t('code.go')}
          </Link>
        ) : (
          <>
            <p className="text-quiet">{t('code.members', { place: data.share_name })}</p>
            <Link to="/studies" className={buttonClasses('primary', 'large')}>
              {t('join.toSignIn')}
            </Link>
          </>
        )}
        <Button look="plain" size="large" onClick={again}>
          {t('code.other')}
        </Button>
      </Frame>
    )
  }
  return (
    <Frame title={t('code.title')} text={t('code.text')}>
      <form onSubmit={look} className="flex flex-col gap-3">
        <TextField
          label={t('code.label')}
          autoFocus
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" look="primary" size="large">
          {t('code.look')}
        </Button>
      </form>
    </Frame>
  )
}
