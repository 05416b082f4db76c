import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type EventKind, MAILED_EVENT_KINDS } from '#contract/event.ts'
import { userEvent, userEventSet } from '#contract/user_account.ts'
import { refusalOf } from '#web/api/call.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { userNamespaces } from '#web/api/user.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { Section } from './Section.tsx'

/** Of what one is told by mail, place by place. A change is kept as it is made. */
export function NotificationsSection() {
  const { t } = useTranslation('app')
  const toast = useToast()
  const { namespaces } = useSuspenseQuery(userNamespaces).data
  const [chosen, setChosen] = useState<string>()
  const namespace = namespaces.find(({ uuid }) => uuid === chosen) ?? namespaces[0]
  const query = commandQuery(userEvent, { namespace_id: namespace?.uuid ?? '' })
  const { data, error } = useQuery({ ...query, enabled: namespace !== undefined })
  const save = useCommand(userEventSet, { invalidates: [userEvent] })
  if (!namespace) return null

  const change = (kind: EventKind, on: boolean) =>
    save.mutate(
      { namespace_id: namespace.uuid, [kind]: on ? 1 : 0 },
      { onError: () => toast({ kind: 'bad', text: t('profile.notSaved') }) },
    )
  const may = namespace.permissions.user_modify_notifications === 1
  return (
    <Section title={t('notifications.title')}>
      <Select
        label={t('notifications.place')}
        value={namespace.uuid}
        onChange={setChosen}
        options={namespaces.map(({ uuid, name }) => ({ value: uuid, label: name }))}
      />
      {error && refusalOf(userEvent, error) === 'NOT_MEMBER' && (
        <p className="text-12 text-quiet">{t('notifications.byAccount')}</p>
      )}
      {error && refusalOf(userEvent, error) !== 'NOT_MEMBER' && (
        <ErrorBar>{t('notifications.notRead')}</ErrorBar>
      )}
      {data && !error && (
        <div className="grid grid-cols-2 gap-x-3 max-md:grid-cols-1">
          {MAILED_EVENT_KINDS.filter((kind) => kind !== 'event_join' || namespace.type === 'account_id').map(
            (kind) => (
              <Checkbox
                key={kind}
                checked={data[kind] === 1}
                disabled={!may}
                onChange={(on) => change(kind, on)}
              >
                {t(`notifications.${kind}`)}
              </Checkbox>
            ),
          )}
        </div>
      )}
    </Section>
  )
}
