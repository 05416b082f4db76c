import { useQueries } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Building2, Hash, type LucideIcon, Mail, MapPin, User, Users, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StudyRecord } from '#contract/study/record.ts'
import { studyShareWho } from '#contract/study/share.ts'
import { commandQuery } from '#web/api/query.ts'
import { cx } from '#web/ui/classes.ts'
import {
  allows,
  keyOfRecipient,
  NAMED,
  type Recipient,
  type RecipientKind,
  typedRecipient,
} from './recipient.ts'

export const KIND_ICONS: Record<RecipientKind, LucideIcon> = {
  user_id: User,
  group_id: Users,
  location_id: MapPin,
  account_id: Building2,
  email: Mail,
  share_code: Hash,
}

const SHOWN = 8

/** Everybody whom these studies can be shared with, by what was typed. */
function useSuggestions(studies: readonly StudyRecord[], search: string): Recipient[] {
  const first = studies[0]?.uuid ?? ''
  const kinds = NAMED.filter(({ permission }) => allows(studies, permission))
  const lists = useQueries({
    queries: kinds.map(({ who }) => commandQuery(studyShareWho, { uuid: first, type: who })),
  })
  const everybody = lists.flatMap(({ data }, place) =>
    (data?.shares ?? []).map(
      ({ uuid, name }): Recipient => ({ kind: kinds[place]?.kind ?? 'user_id', value: uuid, label: name }),
    ),
  )
  const wanted = search.trim().toLowerCase()
  return everybody.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, SHOWN)
}

/** People, groups, places, accounts, addresses and codes in one field: chips before, suggestions under it. */
export function RecipientField({
  studies,
  recipients,
  onChange,
}: {
  studies: readonly StudyRecord[]
  recipients: readonly Recipient[]
  onChange: (recipients: readonly Recipient[]) => void
}) {
  const { t } = useTranslation('sharing')
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState(false)
  const suggestions = useSuggestions(studies, search)
  const chosen = useMemo(() => new Set(recipients.map(keyOfRecipient)), [recipients])
  const typed = typedRecipient(search, studies)
  const offered = [
    ...suggestions.filter((one) => !chosen.has(keyOfRecipient(one))),
    ...(typed ? [typed] : []),
  ]
  const add = (recipient: Recipient) => {
    if (!chosen.has(keyOfRecipient(recipient))) onChange([...recipients, recipient])
    setSearch('')
  }
  return (
    <Command shouldFilter={false} label={t('to')} className="relative flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-1 rounded-2 border border-line-strong bg-well p-1 focus-within:border-accent">
        {recipients.map((recipient) => {
          const Icon = KIND_ICONS[recipient.kind]
          return (
            <span
              key={keyOfRecipient(recipient)}
              className="flex h-6 min-w-0 items-center gap-1.5 rounded-1 bg-accent-tint ps-1.5 font-medium text-12 max-md:h-9"
            >
              <Icon className="!size-3.5 shrink-0 text-quiet" />
              <span className="min-w-0 truncate">{recipient.label}</span>
              <button
                type="button"
                aria-label={t('remove', { name: recipient.label })}
                onClick={() => onChange(recipients.filter((one) => one !== recipient))}
                className="grid size-6 place-items-center text-quiet hover:text-ink max-md:size-9"
              >
                <X className="!size-3" />
              </button>
            </span>
          )
        })}
        <Command.Input
          value={search}
          onValueChange={setSearch}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            if (event.key === 'Backspace' && search === '') onChange(recipients.slice(0, -1))
          }}
          placeholder={t(recipients.length === 0 ? 'toPlaceholder' : 'toMore')}
          aria-label={t('to')}
          autoFocus
          className="h-6 min-w-32 grow bg-transparent px-1 outline-none max-md:h-9 max-md:text-16"
        />
      </div>
      {/* Over what follows, which must not move under a pointer; held open while it has the pointer itself. */}
      <Command.List
        onMouseDown={(event) => event.preventDefault()}
        className={cx(
          'absolute inset-x-0 top-full z-(--z-menu) mt-1 max-h-72 overflow-y-auto rounded-2 border border-line bg-raised p-1 shadow-lift',
          !(open && search !== '') && 'hidden',
        )}
      >
        <Command.Empty className="px-2 py-1.5 text-12 text-quiet">{t('nobody')}</Command.Empty>
        {offered.map((recipient) => {
          const Icon = KIND_ICONS[recipient.kind]
          return (
            <Command.Item
              key={keyOfRecipient(recipient)}
              value={keyOfRecipient(recipient)}
              onSelect={() => add(recipient)}
              className="flex h-7 items-center gap-2 rounded-1 px-2 data-[selected=true]:bg-press max-md:h-11"
            >
              <Icon className="!size-3.5 shrink-0 text-quiet" />
              <span className="min-w-0 truncate">{recipient.label}</span>
              <span className="shrink-0 text-12 text-quiet">{t(`kind.${recipient.kind}`)}</span>
            </Command.Item>
          )
        })}
      </Command.List>
    </Command>
  )
}
