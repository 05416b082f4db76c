import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleRecord } from '#contract/role.ts'
import {
  type RoleFilterRecord,
  roleFilterAdd,
  roleFilterDelete,
  roleFilterList,
} from '#contract/role_filter.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'
import { AccessFilterDialog } from './AccessFilterDialog.tsx'
import { conditionsOf } from './access_filter.ts'
import { words } from './sections.ts'

/** The access filters that count for a role, its own and those of every role; each goes with an undo. */
export function AccessFilters({ role, edits }: { role: RoleRecord; edits: boolean }) {
  const { t } = useTranslation('admin')
  const cache = useQueryClient()
  const toast = useToast()
  const account = useAccount()
  const [adding, setAdding] = useState(false)
  const { data } = useQuery(
    commandQuery(roleFilterList, {
      account_id: account.uuid,
      'filter.role_id.equals_or_null': role.uuid,
      'page.rows': 500,
    }),
  )
  const filters = data?.role_filters ?? []
  const refresh = () => cache.invalidateQueries({ queryKey: keyOf(roleFilterList) })
  const failed = () => toast({ kind: 'bad', text: t('users.refused.failed') })
  const restore = ({ uuid: _uuid, role_id, ...filter }: RoleFilterRecord) =>
    call(roleFilterAdd, { ...filter, name: filter.name ?? '', ...(role_id ? { role_id } : {}) })
      .then(refresh)
      .catch(failed)
  const remove = (filter: RoleFilterRecord) =>
    void call(roleFilterDelete, { uuid: filter.uuid })
      .then(refresh)
      .then(() =>
        toast({ text: t('filters.removed'), action: { label: t('undo'), run: () => void restore(filter) } }),
      )
      .catch(failed)
  return (
    <section aria-label={t('filters.title')} className="mb-4">
      <h2 className="mb-1 flex items-center gap-2 font-strong text-13">
        {t('filters.title')}
        <span className="grow font-normal text-12 text-quiet">{t('filters.text')}</span>
        {edits && (
          <Button size="small" icon={<Plus className="!size-3" />} onClick={() => setAdding(true)}>
            {t('filters.add')}
          </Button>
        )}
      </h2>
      {filters.length === 0 && <p className="py-1 text-quiet">{t('filters.none')}</p>}
      <ul>
        {filters.map((filter) => (
          <li
            key={filter.uuid}
            className="flex min-h-8 flex-wrap items-center gap-2 border-line border-b py-1 max-md:min-h-11"
          >
            <span className="font-medium">{filter.name || t('filters.unnamed')}</span>
            {filter.role_id === null && <Badge>{t('filters.everyRole')}</Badge>}
            <span className="min-w-0 grow text-quiet">
              {conditionsOf(filter.filter).map(({ field, condition, value }) => (
                <span key={`${field} ${condition}`} className="me-3">
                  {t(`filters.field.${field}`, words(field))} {t(`filters.condition.${condition}`, condition)}{' '}
                  <span className="text-ink">{value}</span>
                </span>
              ))}
              {conditionsOf(filter.filter).length === 0 && t('filters.every')}
            </span>
            {Object.keys(filter.permissions_mask).map((flag) => (
              <Badge key={flag}>{t(`filters.takes.${flag}`, words(flag))}</Badge>
            ))}
            {edits && (
              <IconButton label={t('filters.remove')} narrow onClick={() => remove(filter)}>
                <X />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {adding && (
        <AccessFilterDialog
          role={role}
          onClose={() => setAdding(false)}
          onSaved={() => {
            setAdding(false)
            void refresh()
          }}
        />
      )}
    </section>
  )
}
