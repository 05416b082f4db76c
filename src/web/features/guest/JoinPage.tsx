import { useQuery } from '@tanstack/react-query'
import { type ComponentType, type ReactNode, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { sessionLogin } from '#contract/session.ts'
import { userInviteAccept, userInviteGet, userJoin } from '#contract/user_account.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, queryClient } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { signedInUser } from '#web/api/user.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { PasswordField, TextField } from '#web/ui/Field.tsx'
import { ErrorBar, ErrorState } from '#web/ui/Message.tsx'

type Frame = ComponentType<{ title: string; text?: string; children?: ReactNode }>

/** `/invite/:uuid`: into an account or to a study, as whoever is signed in or as somebody new. */
export function JoinPage({ Frame }: { Frame: Frame }) {
  const { uuid = '' } = useParams()
  const { t } = useTranslation('guest')
  const navigate = useNavigate()
  const invitation = useQuery(commandQuery(userInviteGet, { uuid }, { waitForSession: false }))
  const user = useQuery({ ...signedInUser, retry: false })
  const [refused, setRefused] = useState<string>()
  if (invitation.error) {
    return (
      <Frame title={t('join.title')}>
        <ErrorState title={t('join.gone')} text={t('join.goneText')} />
      </Frame>
    )
  }
  if (!invitation.data || user.isPending) return null
  const { account_name, email, member, accepted, study } = invitation.data
  if (accepted === 1) {
    return (
      <Frame title={account_name} text={t('join.accepted')}>
        <Link to="/studies" className={buttonClasses('primary', 'large')}>
          {t('join.toWorklist')}
        </Link>
      </Frame>
    )
  }
  if (user.data && !user.data.guest) {
    const accept = async () => {
      try {
        await call(userInviteAccept, { uuid })
        queryClient.clear()
        await navigate('/studies', { replace: true })
      } catch (error) {
        setRefused(t(`join.refused.${errorTypeOf(error) ?? 'failed'}`, t('join.refused.failed')))
      }
    }
    return (
      <Frame title={account_name} text={t('join.asUser', { name: user.data.name })}>
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <Button look="primary" size="large" onClick={() => void accept()}>
          {t('join.accept')}
        </Button>
      </Frame>
    )
  }
  if (member === 1) {
    return (
      <Frame title={account_name} text={t(study === 1 ? 'join.signInForStudy' : 'join.signIn')}>
        <Link to={`/signin?to=/invite/${uuid}`} className={buttonClasses('primary', 'large')}>
          {t('join.toSignIn')}
        </Link>
      </Frame>
    )
  }
  return (
    <Register
      Frame={Frame}
      invite={uuid}
      email={email}
      title={account_name}
      text={t(study === 1 ? 'join.forStudy' : 'join.forAccount')}
    />
  )
}

function Register({
  Frame,
  invite,
  email,
  title,
  text,
}: {
  Frame: Frame
  invite: string
  email: string
  title: string
  text: string
}) {
  const { t } = useTranslation('guest')
  const navigate = useNavigate()
  const [refused, setRefused] = useState<string>()
  const { register, handleSubmit, formState } = useForm({
    defaultValues: { first: '', last: '', email, password: '' },
  })
  const required = t('required')
  const submit = handleSubmit(async (person) => {
    setRefused(undefined)
    const quiet = { waitForSession: false }
    try {
      await call(userJoin, { ...person, invite }, quiet)
      await call(sessionLogin, { login: person.email, password: person.password }, quiet)
      queryClient.clear()
      await navigate('/studies', { replace: true })
    } catch (error) {
      setRefused(t(`join.refused.${errorTypeOf(error) ?? 'failed'}`, t('join.refused.failed')))
    }
  })
  return (
    <Frame title={title} text={text}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <TextField
          label={t('join.first')}
          autoComplete="given-name"
          autoFocus
          error={formState.errors.first?.message}
          {...register('first', { required })}
        />
        <TextField
          label={t('join.last')}
          autoComplete="family-name"
          error={formState.errors.last?.message}
          {...register('last', { required })}
        />
        <TextField
          label={t('join.email')}
          type="email"
          autoComplete="username"
          error={formState.errors.email?.message}
          {...register('email', { required })}
        />
        <PasswordField
          label={t('join.password')}
          hint={t('join.passwordRule')}
          autoComplete="new-password"
          error={formState.errors.password?.message}
          {...register('password', { required })}
        />
        <Button
          type="submit"
          look="primary"
          size="large"
          busy={formState.isSubmitting ? t('join.busy') : undefined}
        >
          {t('join.submit')}
        </Button>
      </form>
    </Frame>
  )
}
