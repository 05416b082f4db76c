import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type EventKind, MAILED_EVENT_KINDS } from '#contract/event.ts'
import {
  namespaceAnonymize,
  namespaceCoverpage,
  namespaceEventDefaults,
  namespaceSettings,
  namespaceSharePricing,
} from '#contract/namespace.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { Incoming, useIncoming } from './Incoming.tsx'
import { LinkStart, useLinkStart } from './LinkStart.tsx'
import { Part } from './Part.tsx'
import { Pricing, usePricing } from './Pricing.tsx'
import { LISTS, type Place, saveSharing, sharingOf } from './place.ts'
import { Questions } from './Questions.tsx'

const APPROVALS = [
  'must_approve',
  'must_approve_upload',
  'must_approve_harvest',
  'must_approve_move',
  'must_approve_copy',
] as const
const SETTINGS = [
  'no_dup_share',
  'share_related',
  'must_approve_duplicate_study_uid',
  'disable_duplicate_study_upload',
] as const

const bit = (on: boolean): 0 | 1 => (on ? 1 : 0)

/** How studies come into a namespace, by what code, and of what its new members are told. */
export function NamespaceDialog({ place, onClose }: { place: Place; onClose: () => void }) {
  const { t } = useTranslation('admin')
  const { t: says } = useTranslation('app')
  const { t: names } = useTranslation('namespaces')
  const cache = useQueryClient()
  const toast = useToast()
  const { namespace_id: uuid } = place
  const settings = useQuery(commandQuery(namespaceSettings, { uuid })).data
  const events = useQuery(commandQuery(namespaceEventDefaults, { uuid })).data
  const [sharing, setSharing] = useState(() => sharingOf(place))
  const [setting, setSetting] = useState<Partial<Record<(typeof SETTINGS)[number], boolean>>>({})
  const [event, setEvent] = useState<Partial<Record<EventKind, boolean>>>({})
  const incoming = useIncoming(uuid)
  const pricing = usePricing(uuid)
  const links = useLinkStart(settings?.link_defaults)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const save = async () => {
    setRefused(undefined)
    if (!pricing.check()) return setRefused(names('refused.price'))
    setBusy(true)
    try {
      await saveSharing(place, sharing)
      const changed = {
        ...Object.fromEntries(Object.entries(setting).map(([name, on]) => [name, bit(on)])),
        ...links.settings(),
      }
      if (Object.keys(changed).length > 0) await call(namespaceSettings, { uuid, ...changed })
      const told = Object.entries(event).map(([kind, on]) => [kind, bit(on)])
      if (told.length > 0) await call(namespaceEventDefaults, { uuid, ...Object.fromEntries(told) })
      await incoming.save()
      await pricing.save()
      await Promise.all(
        [
          ...LISTS,
          namespaceSettings,
          namespaceEventDefaults,
          namespaceAnonymize,
          namespaceCoverpage,
          namespaceSharePricing,
        ].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
      )
      toast({ text: t('saved') })
      onClose()
    } catch (error) {
      setRefused(t(`places.refused.${errorTypeOf(error) ?? 'failed'}`, t('failed')))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={place.name}
      description={t(`namespaces.kind.${place.kind}`)}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            busy={busy ? t('save') : undefined}
            disabled={!settings || !events || !incoming.ready || !pricing.draft}
            onClick={() => void save()}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <TextField
            label={t('places.shareCode')}
            value={sharing.share_code ?? ''}
            onChange={({ target }) => setSharing({ ...sharing, share_code: target.value.trim() })}
            autoComplete="off"
          />
          <TextField
            label={t('namespaces.description')}
            value={sharing.share_description ?? ''}
            onChange={({ target }) => setSharing({ ...sharing, share_description: target.value })}
            autoComplete="off"
          />
        </div>
        <Part title={t('namespaces.approval')}>
          {APPROVALS.map((name) => (
            <Checkbox
              key={name}
              checked={sharing[name] === 1}
              onChange={(on) => setSharing({ ...sharing, [name]: bit(on) })}
            >
              {t(`namespaces.${name}`)}
            </Checkbox>
          ))}
        </Part>
        <Part title={t('namespaces.sharing')}>
          <Checkbox
            checked={sharing.no_share === 1}
            onChange={(on) => setSharing({ ...sharing, no_share: bit(on) })}
          >
            {t('namespaces.no_share')}
          </Checkbox>
          {settings ? (
            SETTINGS.map((name) => (
              <Checkbox
                key={name}
                checked={
                  setting[name] ?? Object.entries(settings).some(([key, on]) => key === name && on === 1)
                }
                onChange={(on) => setSetting({ ...setting, [name]: on })}
              >
                {t(`namespaces.${name}`)}
              </Checkbox>
            ))
          ) : (
            <Skeleton className="h-20" />
          )}
        </Part>
        <Part title={names('link.title')}>
          {settings ? <LinkStart start={links} /> : <Skeleton className="h-7" />}
        </Part>
        <Part title={names('price.title')}>
          {pricing.draft ? <Pricing pricing={pricing} /> : <Skeleton className="h-12" />}
        </Part>
        {incoming.ready ? <Incoming incoming={incoming} /> : <Skeleton className="h-32" />}
        <Part title={t('namespaces.told')}>
          {events ? (
            <div className="grid grid-cols-2 max-md:grid-cols-1">
              {MAILED_EVENT_KINDS.map((kind) => (
                <Checkbox
                  key={kind}
                  checked={event[kind] ?? events[kind] === 1}
                  onChange={(on) => setEvent({ ...event, [kind]: on })}
                >
                  {says(`notifications.${kind}`)}
                </Checkbox>
              ))}
            </div>
          ) : (
            <Skeleton className="h-32" />
          )}
        </Part>
        <Questions uuid={uuid} />
      </div>
    </Dialog>
  )
}
