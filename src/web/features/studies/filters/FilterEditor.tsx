import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { Select } from '#web/ui/Select.tsx'
import { escapeLike, type Filter, readList, unescapeLike } from './condition.ts'
import type { FilterField } from './field.ts'
import { periodFilters, readPeriod } from './period.ts'

interface EditorProps {
  field: FilterField
  filters: readonly Filter[]
  onChange: (filters: readonly Filter[]) => void
  onDone: () => void
}

const TEXT_WAYS = ['contains', 'starts', 'equals', 'empty'] as const
type TextWay = (typeof TEXT_WAYS)[number]

function readText(filters: readonly Filter[]): { way: TextWay; text: string } {
  const filter = filters[0]
  if (filter?.condition === 'like') {
    const contains = filter.value.startsWith('%')
    const text = unescapeLike(filter.value.replace(/^%/, '').replace(/(?<!\\)%$/, ''))
    return { way: contains ? 'contains' : 'starts', text }
  }
  if (filter?.condition === 'equals_or_null' && filter.value === '') return { way: 'empty', text: '' }
  return { way: filter ? 'equals' : 'contains', text: filter?.value ?? '' }
}

function TextEditor({ field, filters, onChange, onDone }: EditorProps) {
  const { t } = useTranslation('studies')
  const [{ way, text }, setDraft] = useState(() => readText(filters))
  const apply = () => {
    const value = text.trim()
    const filter = (condition: Filter['condition'], to: string): Filter[] => [
      { field: field.id, condition, value: to },
    ]
    if (way === 'empty') onChange(filter('equals_or_null', ''))
    else if (value === '') onChange([])
    else if (way === 'equals') onChange(filter('equals', value))
    else onChange(filter('like', way === 'contains' ? `%${escapeLike(value)}%` : `${escapeLike(value)}%`))
    onDone()
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <Select
        label={field.label}
        value={way}
        onChange={(next) => setDraft({ way: next, text })}
        options={TEXT_WAYS.map((value) => ({ value, label: t(`way.${value}`) }))}
      />
      {way !== 'empty' && (
        <TextField
          label={t('filter.value')}
          quietLabel
          autoFocus
          value={text}
          onChange={(event) => setDraft({ way, text: event.target.value })}
        />
      )}
      <Button type="submit" look="primary">
        {t('filter.apply')}
      </Button>
    </form>
  )
}

const PERIODS = ['today', 'yesterday', 'last7', 'last30', 'between'] as const
type PeriodChoice = (typeof PERIODS)[number]

function DateEditor({ field, filters, onChange, onDone }: EditorProps) {
  const { t } = useTranslation('studies')
  const period = readPeriod(filters)
  const [between, setBetween] = useState(period?.kind === 'between' ? period : { from: '', to: '' })
  const [choice, setChoice] = useState<PeriodChoice>(
    period === undefined || period.kind === 'between'
      ? 'between'
      : period.kind === 'last'
        ? period.days === 30
          ? 'last30'
          : 'last7'
        : period.kind,
  )
  const apply = () => {
    if (choice === 'between') onChange(periodFilters(field.id, { kind: 'between', ...between }))
    else if (choice === 'last7') onChange(periodFilters(field.id, { kind: 'last', days: 7 }))
    else if (choice === 'last30') onChange(periodFilters(field.id, { kind: 'last', days: 30 }))
    else onChange(periodFilters(field.id, { kind: choice }))
    onDone()
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <Select
        label={field.label}
        value={choice}
        onChange={setChoice}
        options={PERIODS.map((value) => ({ value, label: t(`period.choice.${value}`) }))}
      />
      {choice === 'between' && (
        <div className="grid grid-cols-2 gap-2">
          <TextField
            label={t('period.first')}
            type="date"
            value={between.from}
            max={between.to}
            onChange={(event) => setBetween({ ...between, from: event.target.value })}
          />
          <TextField
            label={t('period.lastDay')}
            type="date"
            value={between.to}
            min={between.from}
            onChange={(event) => setBetween({ ...between, to: event.target.value })}
          />
        </div>
      )}
      <Button type="submit" look="primary">
        {t('filter.apply')}
      </Button>
    </form>
  )
}

function NumberEditor({ field, filters, onChange, onDone }: EditorProps) {
  const { t } = useTranslation('studies')
  const bound = (condition: Filter['condition']) =>
    filters.find((filter) => filter.condition === condition)?.value ?? ''
  const [from, setFrom] = useState(bound('ge') || bound('equals'))
  const [to, setTo] = useState(bound('le') || bound('equals'))
  const apply = () => {
    const low: Filter[] = from === '' ? [] : [{ field: field.id, condition: 'ge', value: from }]
    const high: Filter[] = to === '' ? [] : [{ field: field.id, condition: 'le', value: to }]
    onChange(
      from !== '' && from === to
        ? [{ field: field.id, condition: 'equals', value: from }]
        : [...low, ...high],
    )
    onDone()
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <div className="grid grid-cols-2 gap-2">
        <TextField
          label={t('number.from', { field: field.label })}
          type="number"
          min={0}
          autoFocus
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
        <TextField
          label={t('number.to')}
          type="number"
          min={0}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
      </div>
      <Button type="submit" look="primary">
        {t('filter.apply')}
      </Button>
    </form>
  )
}

/** The items chosen by `in` or `equals`. */
const chosenItems = (filters: readonly Filter[]): string[] =>
  filters.flatMap(({ condition, value }) =>
    condition === 'in' || condition === 'in_or_null'
      ? readList(value)
      : condition === 'equals'
        ? [value]
        : [],
  )

function ChoiceEditor({ field, filters, onChange }: EditorProps) {
  const { t } = useTranslation('studies')
  // Kept here: two quick choices must not wait for the address between them.
  const [chosen, setChosen] = useState(() => chosenItems(filters))
  const known = field.options ?? []
  const options = [
    ...known,
    ...chosen
      .filter((value) => !known.some((option) => option.value === value))
      .map((value) => ({ value, label: value })),
  ]
  const set = (items: string[]) => {
    setChosen(items)
    const condition = field.standing !== undefined && items.includes(field.standing) ? 'in_or_null' : 'in'
    onChange(items.length === 0 ? [] : [{ field: field.id, condition, value: JSON.stringify(items) }])
  }
  return (
    <Combobox
      label={field.label}
      placeholder={t('filter.search', { field: field.label })}
      emptyText={t('filter.noValue')}
      options={options}
      selected={chosen}
      onToggle={(value) =>
        set(chosen.includes(value) ? chosen.filter((item) => item !== value) : [...chosen, value])
      }
      {...(field.open === true
        ? {
            onCreate: (text: string) => set([...chosen, text]),
            createText: (text: string) => t('filter.use', { text }),
          }
        : {})}
    />
  )
}

function FlagEditor({ field, filters, onChange, onDone }: EditorProps) {
  const { t } = useTranslation('studies')
  const choose = (value: string) => {
    onChange([{ field: field.id, condition: 'equals', value }])
    onDone()
  }
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-12 text-quiet">{field.label}</legend>
      <Button aria-pressed={filters[0]?.value === '1'} onClick={() => choose('1')}>
        {t('yes')}
      </Button>
      <Button aria-pressed={filters[0]?.value === '0'} onClick={() => choose('0')}>
        {t('no')}
      </Button>
    </fieldset>
  )
}

const EDITORS = {
  text: TextEditor,
  date: DateEditor,
  number: NumberEditor,
  choice: ChoiceEditor,
  flag: FlagEditor,
}

/** Changes what one field is filtered by. */
export function FilterEditor(props: EditorProps) {
  const Editor = EDITORS[props.field.kind]
  return <Editor {...props} />
}
