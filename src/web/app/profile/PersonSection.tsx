import { useMemo, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { sessionUser } from '#contract/session.ts'
import { userSet } from '#contract/user.ts'
import { refusalOf } from '#web/api/call.ts'
import { useCommand } from '#web/api/query.ts'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Popover } from '#web/ui/Popover.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { Section } from './Section.tsx'

/** Name and time zone. */
export function PersonSection() {
  const { t } = useTranslation('app')
  const user = useUser()
  const toast = useToast()
  const save = useCommand(userSet, { invalidates: [sessionUser] })
  const [choosing, setChoosing] = useState(false)
  const zones = useMemo(
    () => Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone })),
    [],
  )
  const { register, control, handleSubmit, formState, reset } = useForm({
    defaultValues: { first: user.first, last: user.last, time_zone: user.time_zone ?? '' },
  })

  const submit = handleSubmit(async (fields) => {
    try {
      await save.mutateAsync({ ...fields, ...(fields.time_zone === '' ? { time_zone: undefined } : {}) })
      reset(fields)
      toast({ text: t('profile.saved') })
    } catch {
      // Said above the form.
    }
  })

  const required = t('form.required')
  return (
    <Section title={t('profile.person')}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {save.error && (
          <ErrorBar>
            {t(
              refusalOf(userSet, save.error) === 'INVALID_TIME_ZONE' ? 'profile.badZone' : 'profile.notSaved',
            )}
          </ErrorBar>
        )}
        <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <TextField
            label={t('profile.first')}
            autoComplete="given-name"
            error={formState.errors.first?.message}
            {...register('first', { required })}
          />
          <TextField
            label={t('profile.last')}
            autoComplete="family-name"
            error={formState.errors.last?.message}
            {...register('last', { required })}
          />
        </div>
        <Controller
          control={control}
          name="time_zone"
          render={({ field }) => (
            <div className="flex flex-col gap-1">
              <span id="time-zone" className="font-medium text-12 text-quiet">
                {t('profile.timeZone')}
              </span>
              <Popover
                open={choosing}
                onOpenChange={setChoosing}
                label={t('profile.timeZone')}
                className="w-80"
                trigger={
                  <Button aria-labelledby="time-zone time-zone-value" className="w-full !justify-start">
                    <span id="time-zone-value">
                      {field.value === '' ? t('profile.browserZone') : field.value}
                    </span>
                  </Button>
                }
              >
                <Combobox
                  label={t('profile.timeZone')}
                  placeholder={t('profile.searchZone')}
                  emptyText={t('profile.noZone')}
                  options={zones}
                  selected={[field.value]}
                  onToggle={(zone) => {
                    field.onChange(zone)
                    setChoosing(false)
                  }}
                />
              </Popover>
            </div>
          )}
        />
        <div>
          <Button
            type="submit"
            look="primary"
            disabled={!formState.isDirty}
            busy={save.isPending ? t('form.saving') : undefined}
          >
            {t('form.save')}
          </Button>
        </div>
      </form>
    </Section>
  )
}
