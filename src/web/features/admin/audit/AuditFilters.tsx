import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { TextField } from '#web/ui/Field.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'

/** The filters of the explorer as they stand in the address, with v3's own expression for each. */
const FILTERS = {
  patient: 'filter.patientid.equals',
  study: 'filter.study_uid.equals',
  action: 'filter.action.equals',
  from: 'filter.created.ge',
  until: 'filter.created.lt',
} as const
type FilterName = keyof typeof FILTERS
const NAMES: readonly FilterName[] = ['patient', 'study', 'action', 'from', 'until']

/** The day after, so that a range holds its last day. */
function nextDay(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + 1)
  return Number.isNaN(day.valueOf()) ? date : day.toISOString().slice(0, 10)
}

/** What the address narrows the audit by, for `/audit/account`. */
export function useAuditFilters(): Record<`filter.${string}`, string> {
  const [params] = useSearchParams()
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = params.get(name)?.trim() ?? ''
      if (value === '') return []
      const sent = name === 'until' ? nextDay(value) : name === 'action' ? value.toUpperCase() : value
      return [[FILTERS[name], sent]]
    }),
  )
}

function FilterField({ name, type }: { name: FilterName; type: 'text' | 'date' }) {
  const { t } = useTranslation('admin')
  const [params, setParams] = useSearchParams()
  const [typed, setTyped] = useTypedText(params.get(name) ?? '', (text) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (text === '') next.delete(name)
        else next.set(name, text)
        return next
      },
      { replace: true },
    ),
  )
  return (
    <TextField
      label={t(`audit.filter.${name}`)}
      type={type}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      autoComplete="off"
    />
  )
}

/** By patient, study, action and time; people are searched for above. */
export function AuditFilters() {
  const { t } = useTranslation('admin')
  return (
    <fieldset className="grid grid-cols-5 gap-3 border-line border-b px-3 py-2 max-md:grid-cols-2">
      <legend className="sr-only">{t('audit.filters')}</legend>
      {NAMES.map((name) => (
        <FilterField key={name} name={name} type={name === 'from' || name === 'until' ? 'date' : 'text'} />
      ))}
    </fieldset>
  )
}
