import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#web/ui/Badge.tsx'
import { inputClasses } from '#web/ui/Field.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { allows, useAccount } from '../account.ts'
import { NamespaceDialog } from './NamespaceDialog.tsx'
import { type Place, usePlaces } from './place.ts'
import { RejectReasons } from './RejectReasons.tsx'
import { ShareRules } from './ShareRules.tsx'

const SHOWN = 200

/** `/admin/namespaces`: how studies come into the places of the account, and who may share with whom. */
export function NamespacesPage() {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const edits = allows(account, 'account_edit')
  const { places, ready } = usePlaces()
  const [search, setSearch] = useState('')
  const [opened, setOpened] = useState<Place>()
  const wanted = search.trim().toLowerCase()
  const found = places.filter(({ name }) => name.toLowerCase().includes(wanted))
  const facts = (place: Place) =>
    [
      place.no_share === 1 && t('namespaces.fact.closed'),
      place.must_approve === 1 && t('namespaces.fact.approves'),
      place.share_code && t('namespaces.fact.code', { code: place.share_code }),
    ].filter((fact) => typeof fact === 'string' && fact !== '')
  return (
    <div className="h-full overflow-y-auto">
      <title>{t('namespaces.pageTitle')}</title>
      <div className="mx-auto flex max-w-[880px] flex-col gap-6 p-4">
        <section aria-labelledby="namespaces" className="flex flex-col gap-2">
          <div className="flex flex-wrap items-center gap-3">
            <h1 id="namespaces" className="grow font-strong text-16">
              {t('nav.namespaces')}
            </h1>
            <input
              type="search"
              aria-label={t('search')}
              placeholder={t('search')}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
              className={`${inputClasses} !w-56`}
            />
          </div>
          {!ready && <Skeleton className="h-32" />}
          {ready && found.length === 0 && <p className="text-quiet">{t('nothingFound')}</p>}
          <ul className="flex flex-col">
            {(ready ? found.slice(0, SHOWN) : []).map((place) => (
              <li key={place.namespace_id} className="flex min-h-9 items-center gap-3 border-line border-b">
                {edits ? (
                  <button
                    type="button"
                    onClick={() => setOpened(place)}
                    className="min-h-6 min-w-0 truncate text-start font-medium hover:underline"
                  >
                    {place.name}
                  </button>
                ) : (
                  <span className="min-w-0 truncate font-medium">{place.name}</span>
                )}
                <span className="grow text-12 text-quiet">{t(`namespaces.kind.${place.kind}`)}</span>
                {facts(place).map((fact) => (
                  <Badge key={String(fact)}>{fact}</Badge>
                ))}
              </li>
            ))}
          </ul>
          {ready && found.length > SHOWN && (
            <p className="text-quiet">{t('namespaces.more', { count: found.length - SHOWN })}</p>
          )}
        </section>
        {ready && <ShareRules places={places} edits={edits} />}
        <RejectReasons edits={edits} />
      </div>
      {opened && <NamespaceDialog place={opened} onClose={() => setOpened(undefined)} />}
    </div>
  )
}
