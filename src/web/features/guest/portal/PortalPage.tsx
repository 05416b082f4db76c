import { useQuery } from '@tanstack/react-query'
import { type ComponentType, type ReactNode, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { z } from 'zod'
import { accountSettings } from '#contract/account.ts'
import {
  patientPortalFind,
  patientPortalList,
  patientPortalLogin,
  patientPortalPin,
} from '#contract/patient.ts'
import { call, refusalOf } from '#web/api/call.ts'
import { commandQuery, queryClient } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { EmptyState, ErrorBar } from '#web/ui/Message.tsx'

type Found = Pick<
  z.output<(typeof patientPortalFind)['returns']>,
  'patient_id' | 'email' | 'alt_email' | 'study_count'
>
const REACHED_BY = ['email', 'alt_email'] as const

type Frame = ComponentType<{ title: string; text?: string; children: ReactNode }>

/** `/portal` and `/portal/:vanity`: a patient finds themselves and comes in by a PIN. */
export function PortalPage({ Frame }: { Frame: Frame }) {
  const { vanity } = useParams()
  return vanity === undefined ? (
    <Portals Frame={Frame} />
  ) : (
    <FindYourself key={vanity} Frame={Frame} vanity={vanity} />
  )
}

function Portals({ Frame }: { Frame: Frame }) {
  const { t } = useTranslation('portal')
  const { data } = useQuery(commandQuery(patientPortalList, {}, { waitForSession: false }))
  return (
    <Frame title={t('title')} text={t('choose')}>
      <ul className="flex flex-col gap-2">
        {data?.portals.map(({ uuid, name, vanity }) => (
          <li key={uuid}>
            <Link
              to={`/portal/${vanity ?? ''}`}
              className="block rounded-2 border border-line bg-surface p-3 font-medium hover:bg-hover"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
      {data?.portals.length === 0 && <EmptyState title={t('none')} text={t('noneText')} />}
    </Frame>
  )
}

function FindYourself({ Frame, vanity }: { Frame: Frame; vanity: string }) {
  const { t } = useTranslation('portal')
  const settings = useQuery(
    commandQuery(
      accountSettings,
      { vanity, settings: ['require_mrn_for_patient_portal'] },
      { waitForSession: false },
    ),
  ).data?.settings
  const asksMrn = settings?.require_mrn_for_patient_portal === 1
  const [refused, setRefused] = useState<string>()
  const [found, setFound] = useState<Found>()
  const { register, handleSubmit, formState } = useForm({
    defaultValues: { first: '', last: '', birth_date: '', mrn: '' },
  })
  const required = t('required')
  const submit = handleSubmit(async ({ mrn, ...person }) => {
    setRefused(undefined)
    try {
      const params = { ...person, vanity, ...(mrn ? { mrn } : {}) }
      setFound(await call(patientPortalFind, params, { waitForSession: false }))
    } catch (error) {
      const token = errorTypeOf(error)
      setRefused(t(token === undefined ? 'refused.failed' : `refused.${token}`, t('refused.NOT_FOUND')))
    }
  })
  if (found)
    return <PinSteps Frame={Frame} vanity={vanity} found={found} onBack={() => setFound(undefined)} />
  return (
    <Frame title={t('title')} text={t('find.text')}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <TextField
          label={t('find.first')}
          autoComplete="given-name"
          autoFocus
          error={formState.errors.first?.message}
          {...register('first', { required })}
        />
        <TextField
          label={t('find.last')}
          autoComplete="family-name"
          error={formState.errors.last?.message}
          {...register('last', { required })}
        />
        <TextField
          label={t('find.birth_date')}
          type="date"
          autoComplete="bday"
          error={formState.errors.birth_date?.message}
          {...register('birth_date', { required })}
        />
        {asksMrn && (
          <TextField
            label={t('find.mrn')}
            hint={t('find.mrnHint')}
            autoComplete="off"
            error={formState.errors.mrn?.message}
            {...register('mrn', { required })}
          />
        )}
        <Button
          type="submit"
          look="primary"
          size="large"
          busy={formState.isSubmitting ? t('find.busy') : undefined}
        >
          {t('find.submit')}
        </Button>
      </form>
    </Frame>
  )
}

/** Where the PIN goes, and the PIN itself. */
function PinSteps({
  Frame,
  vanity,
  found,
  onBack,
}: {
  Frame: Frame
  vanity: string
  found: Found
  onBack: () => void
}) {
  const { t } = useTranslation('portal')
  const navigate = useNavigate()
  const [sentTo, setSentTo] = useState<string>()
  const [refused, setRefused] = useState<string>()
  const { register, handleSubmit, formState } = useForm({ defaultValues: { pin: '' } })
  const { patient_id } = found
  const addresses = REACHED_BY.flatMap((by) => (found[by] ? [{ by, shown: found[by] }] : []))

  const send = async (by: (typeof REACHED_BY)[number], shown: string) => {
    setRefused(undefined)
    try {
      await call(patientPortalPin, { patient_id, vanity, [by]: 1 }, { waitForSession: false })
      setSentTo(shown)
    } catch (error) {
      setRefused(t(errorTypeOf(error) === undefined ? 'refused.failed' : 'refused.notSent'))
    }
  }
  const submit = handleSubmit(async ({ pin }) => {
    setRefused(undefined)
    try {
      await call(patientPortalLogin, { patient_id, pin: pin.trim(), vanity }, { waitForSession: false })
      queryClient.clear()
      await navigate('/my', { replace: true })
    } catch (error) {
      const token = refusalOf(patientPortalLogin, error)
      setRefused(t(token === undefined ? 'refused.failed' : `refused.${token}`))
    }
  })

  return (
    <Frame
      title={t('title')}
      text={sentTo === undefined ? t('pin.where') : t('pin.sent', { address: sentTo })}
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      {sentTo === undefined ? (
        <div className="flex flex-col gap-2">
          {addresses.map(({ by, shown }) => (
            <Button key={by} look="primary" size="large" onClick={() => void send(by, shown)}>
              {t('pin.send', { address: shown })}
            </Button>
          ))}
          {addresses.length === 0 && <EmptyState title={t('pin.nowhere')} text={t('pin.nowhereText')} />}
          <Button look="plain" size="large" onClick={onBack}>
            {t('back')}
          </Button>
        </div>
      ) : (
        <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
          <TextField
            label={t('pin.label')}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            error={formState.errors.pin?.message}
            {...register('pin', { required: t('required') })}
          />
          <Button
            type="submit"
            look="primary"
            size="large"
            busy={formState.isSubmitting ? t('pin.busy') : undefined}
          >
            {t('pin.submit')}
          </Button>
          <Button look="plain" size="large" onClick={() => setSentTo(undefined)}>
            {t('back')}
          </Button>
        </form>
      )}
    </Frame>
  )
}
