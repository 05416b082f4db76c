import { Plus, Search, X } from 'lucide-react'
import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { KeyCap } from '#web/ui/KeyCap.tsx'
import { Popover } from '#web/ui/Popover.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'
import type { Filter } from './condition.ts'
import { describeFilters } from './describe.ts'
import { FilterEditor } from './FilterEditor.tsx'
import { byField, type FilterField, withField } from './field.ts'

function SearchBox({
  value,
  onChange,
  onDown,
  inputRef,
}: {
  value: string
  onChange: (text: string) => void
  onDown: () => void
  inputRef: RefObject<HTMLInputElement | null>
}) {
  const { t } = useTranslation('studies')
  const [text, setText] = useTypedText(value, onChange)
  return (
    <label className="flex h-6 w-52 min-w-0 items-center gap-1.5 rounded-2 border border-line bg-well px-2 focus-within:border-accent-line max-md:h-11 max-md:grow">
      <Search className="!size-3.5 text-quiet" />
      <span className="sr-only">{t('search.label')}</span>
      <input
        ref={inputRef}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault()
            onDown()
          }
          if (event.key !== 'Escape') return
          setText('')
          event.currentTarget.blur()
        }}
        placeholder={t('search.placeholder')}
        className="min-w-0 grow bg-transparent text-12 outline-none max-md:text-16 [&::-webkit-search-cancel-button]:hidden"
      />
      {text === '' && <KeyCap>/</KeyCap>}
    </label>
  )
}

function Chip({
  field,
  filters,
  onChange,
}: {
  field: FilterField
  filters: readonly Filter[]
  onChange: (filters: readonly Filter[]) => void
}) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const [open, setOpen] = useState(false)
  return (
    <span className="flex h-6 shrink-0 items-center rounded-2 border border-line bg-raised max-md:h-11">
      <Popover
        open={open}
        onOpenChange={setOpen}
        label={field.label}
        className="w-64"
        trigger={
          <button
            type="button"
            className="flex h-full max-w-72 items-center gap-1 rounded-s-2 ps-2 pe-1 hover:bg-hover"
          >
            <span className="text-quiet">{field.label}</span>
            <span className="truncate">{describeFilters(field, filters, t, formats)}</span>
          </button>
        }
      >
        <FilterEditor field={field} filters={filters} onChange={onChange} onDone={() => setOpen(false)} />
      </Popover>
      <IconButton
        label={t('filter.remove', { field: field.label })}
        onClick={() => onChange([])}
        className="!h-full !w-6 !rounded-s-none max-md:!w-11"
      >
        <X className="!size-3" />
      </IconButton>
    </span>
  )
}

function AddFilter({
  fields,
  filters,
  onChange,
}: {
  fields: readonly FilterField[]
  filters: readonly Filter[]
  onChange: (filters: readonly Filter[]) => void
}) {
  const { t } = useTranslation('studies')
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<string>()
  const field = fields.find(({ id }) => id === chosen)
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setChosen(undefined)
      }}
      label={t('filter.add')}
      className="w-64"
      trigger={
        <Button look="plain" size="small" icon={<Plus className="!size-3" />}>
          {t('filter.add')}
        </Button>
      }
    >
      {field ? (
        <FilterEditor
          field={field}
          filters={filters.filter((filter) => filter.field === field.id)}
          onChange={(next) => onChange(withField(filters, field.id, next))}
          onDone={() => setOpen(false)}
        />
      ) : (
        <Combobox
          label={t('filter.add')}
          placeholder={t('filter.searchField')}
          emptyText={t('filter.noField')}
          options={fields.map(({ id, label }) => ({ value: id, label }))}
          selected={filters.map((filter) => filter.field)}
          onToggle={setChosen}
        />
      )}
    </Popover>
  )
}

/** Search, one chip a filtered field, and what they leave. */
export function FilterBar({
  fields,
  filters,
  search,
  onChange,
  onSearch,
  onClear,
  onDown,
  searchRef,
  summary,
}: {
  fields: readonly FilterField[]
  filters: readonly Filter[]
  search: string
  onChange: (filters: readonly Filter[]) => void
  onSearch: (text: string) => void
  onClear: () => void
  /** From the search on into what it found. */
  onDown: () => void
  searchRef: RefObject<HTMLInputElement | null>
  summary: string
}) {
  const { t } = useTranslation('studies')
  const groups = [...byField(filters)]
  return (
    <div className="flex min-h-10 shrink-0 items-center gap-2 border-line border-b px-3 text-12 max-md:flex-wrap max-md:py-2">
      <SearchBox value={search} onChange={onSearch} onDown={onDown} inputRef={searchRef} />
      <div className="flex min-w-0 items-center gap-2 overflow-x-auto p-0.5 [scrollbar-width:none]">
        {groups.map(([id, held]) => (
          <Chip
            key={id}
            field={fields.find((field) => field.id === id) ?? { id, label: id, kind: 'text' }}
            filters={held}
            onChange={(next) => onChange(withField(filters, id, next))}
          />
        ))}
      </div>
      <AddFilter fields={fields} filters={filters} onChange={onChange} />
      {(filters.length > 0 || search !== '') && (
        <Button look="plain" size="small" onClick={onClear}>
          {t('filter.clear')}
        </Button>
      )}
      <span role="status" className="ms-auto shrink-0 text-quiet tabular-nums max-md:hidden">
        {summary}
      </span>
    </div>
  )
}
