import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { postDicomCloudApi } from '#cloud-api/main.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { cx } from '#web/ui/classes.ts'
import { Field, inputClasses, TextField } from '#web/ui/Field.tsx'
import { Select } from '#web/ui/Select.tsx'
import { given, type OpenAccount } from './account.ts'
import { kindOf, type Method } from './methods.ts'

const MOST_EVENTS = 50

const EXAMPLE: Readonly<Record<string, string>> = {
  anonymizedData: '[{ "Tag": "x00100010", "Value": "Anonymous" }]',
  jsonParameters: '{}',
}

interface Event {
  id: number
  text: string
}

const isFinal = (event: unknown): boolean =>
  typeof event === 'object' &&
  event !== null &&
  ('Success' in event || ('State' in event && event.State === 'File Upload Completed'))

/** One method: its arguments, and every call of its callback. */
export function MethodPanel({
  api,
  method,
  account,
  onOpened,
}: {
  api: postDicomCloudApi
  method: Method
  account: OpenAccount | undefined
  onOpened: (result: unknown) => void
}) {
  const { t } = useTranslation('cloudapi')
  const [values, setValues] = useState<ReadonlyMap<string, string>>(
    () => new Map(method.args.map((arg) => [arg, given.get(arg) ?? EXAMPLE[arg] ?? ''])),
  )
  const [files, setFiles] = useState<readonly File[]>([])
  const [events, setEvents] = useState<readonly Event[]>([])
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const users = account?.UserList ?? []
  const institutions = [
    ...new Map(
      users.flatMap(({ InstitutionList }) => InstitutionList.map((one) => [one.InstitutionUuid, one])),
    ).values(),
  ]
  const chosenFor = (arg: string): string => {
    const value = values.get(arg) ?? ''
    if (value !== '') return value
    if (kindOf(arg) === 'user') return users[0]?.UserUuid ?? ''
    return kindOf(arg) === 'institution' ? (institutions[0]?.InstitutionUuid ?? '') : ''
  }
  const change = (arg: string, value: string) => {
    given.set(arg, value)
    setValues(new Map([...values, [arg, value]]))
  }
  const argument = (arg: string): unknown => {
    const value = chosenFor(arg)
    switch (kindOf(arg)) {
      case 'files':
        return files
      case 'list':
        return value.split(',').flatMap((item) => item.trim() || [])
      case 'flag':
        return value === 'true'
      case 'json':
        return JSON.parse(value || '{}')
      default:
        return value
    }
  }
  const run = (event: FormEvent) => {
    event.preventDefault()
    setFault(undefined)
    setEvents([])
    let count = 0
    const callback = (result: unknown) => {
      count += 1
      const id = count
      setEvents((before) => [...before, { id, text: JSON.stringify(result, null, 2) }].slice(-MOST_EVENTS))
      if (method.name === 'Initialize') onOpened(result)
      if (isFinal(result)) setBusy(false)
    }
    try {
      const args = method.args.map(argument)
      const called: unknown = Reflect.get(api, method.name)
      if (typeof called !== 'function') return
      setBusy(true)
      Reflect.apply(called, api, method.callbackFirst ? [callback, ...args] : [...args, callback])
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error))
    }
  }
  const ready = method.name === 'Initialize' || method.name === 'ReadDicomFiles' || account !== undefined
  return (
    <form onSubmit={run} className="flex flex-col gap-3 border-line border-t pt-4">
      <h2 className="break-all font-mono font-strong text-13">
        {method.name}({[...(method.callbackFirst ? ['callback'] : []), ...method.args].join(', ')}
        {method.callbackFirst ? '' : method.args.length > 0 ? ', callback' : 'callback'})
      </h2>
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        {method.args.map((arg) => {
          const kind = kindOf(arg)
          const value = chosenFor(arg)
          if (kind === 'user' && users.length > 0)
            return (
              <Select
                key={arg}
                label={arg}
                value={value}
                onChange={(next) => change(arg, next)}
                options={users.map(({ UserUuid, FullName }) => ({ value: UserUuid, label: FullName }))}
              />
            )
          if (kind === 'institution' && institutions.length > 0)
            return (
              <Select
                key={arg}
                label={arg}
                value={value}
                onChange={(next) => change(arg, next)}
                options={institutions.map(({ InstitutionUuid, InstitutionName }) => ({
                  value: InstitutionUuid,
                  label: InstitutionName,
                }))}
              />
            )
          if (kind === 'flag')
            return (
              <Checkbox key={arg} checked={value === 'true'} onChange={(on) => change(arg, String(on))}>
                {arg}
              </Checkbox>
            )
          if (kind === 'files')
            return (
              <TextField
                key={arg}
                label={arg}
                type="file"
                multiple
                onChange={(event) => setFiles([...(event.target.files ?? [])])}
              />
            )
          if (kind === 'json')
            return (
              <Field key={arg} label={arg}>
                {(ids) => (
                  <textarea
                    {...ids}
                    rows={3}
                    value={value}
                    spellCheck={false}
                    onChange={(event) => change(arg, event.target.value)}
                    className={cx(inputClasses, '!h-auto resize-y py-1 font-mono')}
                  />
                )}
              </Field>
            )
          return (
            <TextField
              key={arg}
              label={arg}
              type={kind === 'date' ? 'date' : 'text'}
              value={value}
              {...(kind === 'list' ? { hint: t('list') } : {})}
              onChange={(event) => change(arg, event.target.value)}
            />
          )
        })}
      </div>
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" disabled={!ready} busy={busy ? t('running') : undefined}>
          {t('run')}
        </Button>
        {!ready && <span className="text-12 text-quiet">{t('first')}</span>}
        {fault !== undefined && (
          <span role="alert" className="text-12 text-bad">
            {fault}
          </span>
        )}
      </div>
      <ol aria-label={t('results')} aria-live="polite" className="flex flex-col gap-2">
        {events.map(({ id, text }) => (
          <li key={id}>
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what may be scrolled is reached by the keyboard.
              tabIndex={0}
              className="max-h-96 overflow-auto rounded-2 border border-line bg-well p-2 font-mono text-11"
            >
              {text}
            </pre>
          </li>
        ))}
      </ol>
    </form>
  )
}
