import { Command } from 'cmdk'
import { Check, Plus } from 'lucide-react'
import { useState } from 'react'
import { inputClasses } from './Field.tsx'

/**
 * A list to search in: picks one or several, and takes what is not in the list when `onCreate` is given. The list is
 * always open; put it in a Popover.
 */
export function Combobox({
  label,
  placeholder,
  emptyText,
  options,
  selected,
  onToggle,
  onCreate,
  createText,
  onSearch,
  onNearEnd,
}: {
  label: string
  placeholder: string
  emptyText: string
  options: readonly { value: string; label: string }[]
  selected: readonly string[]
  onToggle: (value: string) => void
  onCreate?: (text: string) => void
  createText?: (text: string) => string
  /** What is typed, for options that come from elsewhere and are not searched here. */
  onSearch?: (text: string) => void
  /** The end of the options is nearly seen: more may be read. */
  onNearEnd?: () => void
}) {
  const [search, setSearch] = useState('')
  const typed = search.trim()
  const creatable =
    onCreate !== undefined &&
    typed !== '' &&
    !options.some((option) => option.label.toLowerCase() === typed.toLowerCase())
  return (
    <Command label={label} shouldFilter={onSearch === undefined} className="flex min-w-48 flex-col gap-1">
      <Command.Input
        value={search}
        onValueChange={(text) => {
          setSearch(text)
          onSearch?.(text.trim())
        }}
        placeholder={placeholder}
        aria-label={label}
        className={inputClasses}
      />
      {!creatable && <Command.Empty className="px-2 py-1.5 text-12 text-quiet">{emptyText}</Command.Empty>}
      {/* A list box without a choice in it is no list box. */}
      <Command.List
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
          scrollHeight - scrollTop <= 2 * clientHeight && onNearEnd?.()
        }
        className="max-h-64 overflow-y-auto [&:not(:has([cmdk-item]))]:hidden"
      >
        {options.map((option) => (
          <Command.Item
            key={option.value}
            value={onSearch === undefined ? option.label : option.value}
            onSelect={() => onToggle(option.value)}
            className="flex h-7 items-center gap-2 rounded-1 px-2 data-[selected=true]:bg-press max-md:h-11"
          >
            <span className="w-4 shrink-0">{selected.includes(option.value) && <Check />}</span>
            <span className="min-w-0 grow truncate">{option.label}</span>
          </Command.Item>
        ))}
        {creatable && (
          <Command.Item
            value={typed}
            forceMount
            onSelect={() => {
              onCreate(typed)
              setSearch('')
            }}
            className="flex h-7 items-center gap-2 rounded-1 px-2 data-[selected=true]:bg-press max-md:h-11"
          >
            <Plus />
            <span className="min-w-0 grow truncate">{createText?.(typed) ?? typed}</span>
          </Command.Item>
        )}
      </Command.List>
    </Command>
  )
}
