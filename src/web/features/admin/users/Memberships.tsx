import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { RowEnd } from '#web/ui/RowEnd.tsx'
import { Select } from '#web/ui/Select.tsx'
import { allows, useAccount, useRolesFor } from '../account.ts'
import { AddPopover, PagedChoice } from '../PagedChoice.tsx'
import { type Membership, useMemberships } from '../places/membership.ts'
import { PlacePages } from '../places/PlacePages.tsx'
import type { PlaceKind } from '../places/place.ts'

interface Held {
  uuid: string
  name: string
  role_id: string | null
  role_name: string | null
}

/** Memberships that are shown at first, and by each asking for more. */
const STEP = 50

/** The groups or the locations of a person, and their role in each. */
export function Memberships({
  kind,
  user,
  held,
}: {
  kind: PlaceKind
  user: Membership['user']
  held: readonly Held[]
}) {
  const { t } = useTranslation('admin')
  const edits = allows(useAccount(), `${kind}_edit`)
  const roles = useRolesFor(kind).map(({ uuid, name }) => ({ value: uuid, label: name }))
  const { isLeaving, keep, put, takeOut } = useMemberships(kind)
  const [shown, setShown] = useState(STEP)
  const staying = held.filter((place) => !isLeaving({ place, user }))
  const title = t(`users.${kind}s`)
  const toggle = (place: Membership['place'], role_id: string) => {
    if (!held.some(({ uuid }) => uuid === place.uuid)) put({ place, user }, role_id)
    else if (isLeaving({ place, user })) keep({ place, user })
    else takeOut({ place, user })
  }
  return (
    <section aria-label={title}>
      <div className="flex items-center gap-2 border-line border-b pb-1">
        <h3 className="grow font-strong text-12">
          {title} <span className="text-quiet tabular-nums">{staying.length}</span>
        </h3>
        {edits && (
          <AddPopover label={t(`users.addTo.${kind}`)}>
            <PlaceChoice
              kind={kind}
              roles={roles}
              selected={staying.map(({ uuid }) => uuid)}
              onToggle={toggle}
            />
          </AddPopover>
        )}
      </div>
      {held.length === 0 && <p className="py-1.5 text-quiet">{t('users.noPlace')}</p>}
      <ul>
        {held.slice(0, shown).map((place) => {
          const leaving = isLeaving({ place, user })
          const role_name = place.role_name ?? t('users.defaultRole')
          return (
            <li
              key={place.uuid}
              className="flex min-h-9 items-center gap-2 border-line border-b py-1 max-md:flex-wrap"
            >
              <span
                className={cx(
                  'min-w-0 grow truncate max-md:basis-full',
                  leaving && 'text-quiet line-through',
                )}
              >
                {place.name}
              </span>
              {!edits || leaving ? (
                <span className="truncate text-12 text-quiet max-md:grow">{role_name}</span>
              ) : (
                <div className="w-44 max-md:w-0 max-md:grow">
                  <Select
                    label={t('users.roleIn', { place: place.name })}
                    quietLabel
                    value={place.role_id ?? ''}
                    onChange={(role_id) => role_id !== '' && put({ place, user }, role_id)}
                    options={[
                      ...(roles.some(({ value }) => value === place.role_id)
                        ? []
                        : [{ value: place.role_id ?? '', label: role_name }]),
                      ...roles,
                    ]}
                  />
                </div>
              )}
              {edits && (
                <RowEnd
                  label={t('users.takeOut', { place: place.name })}
                  leaving={leaving}
                  onTakeOut={() => takeOut({ place, user })}
                  onKeep={() => keep({ place, user })}
                >
                  <X className="!size-3.5" />
                </RowEnd>
              )}
            </li>
          )
        })}
      </ul>
      {held.length > shown && (
        <Button look="plain" onClick={() => setShown(shown + STEP)}>
          {t('users.more', { count: held.length - shown })}
        </Button>
      )}
    </section>
  )
}

/** Which place, and the role that the person will have in it. */
function PlaceChoice({
  kind,
  roles,
  selected,
  onToggle,
}: {
  kind: PlaceKind
  roles: readonly { value: string; label: string }[]
  selected: readonly string[]
  /** Without a role it is that of the place. */
  onToggle: (place: Membership['place'], role_id: string) => void
}) {
  const { t } = useTranslation('admin')
  const [looked, setLooked] = useState('')
  const [role, setRole] = useState('')
  return (
    <div className="flex flex-col gap-2">
      <Select
        label={t('users.roleThere')}
        value={role}
        onChange={setRole}
        options={[{ value: '', label: t('users.defaultRole') }, ...roles]}
      />
      <PlacePages kind={kind} search={looked}>
        {(pages) => (
          <PagedChoice
            label={t(`users.addTo.${kind}`)}
            pages={pages}
            option={({ uuid, name }) => ({ value: uuid, label: name })}
            selected={selected}
            onSearch={setLooked}
            onToggle={(uuid) => {
              const place = pages.rows.find((row) => row.uuid === uuid)
              if (place) onToggle(place, role)
            }}
          />
        )}
      </PlacePages>
    </div>
  )
}
