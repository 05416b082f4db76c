import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { flagGet, flagList, flagMark } from '#contract/order.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import type { Named } from './Assignments.tsx'
import { refresh } from './accounts.ts'

/** How it is flagged: one flag of each group of the account's dictionary. Nothing where the account has no flags. */
export function Flags({ account_id, named, edits }: { account_id: string; named: Named; edits: boolean }) {
  const { t } = useTranslation('orders')
  const toast = useToast()
  const groups = useQuery(commandQuery(flagList, { account_id })).data?.groups ?? []
  const marks = useQuery({ ...commandQuery(flagGet, named), enabled: groups.length > 0 }).data?.marks ?? []
  if (groups.length === 0) return null
  const mark = async (group_id: number, flag_id: number) => {
    await call(flagMark, { ...named, group_id, flag_id }).catch((error: unknown) =>
      toast({ kind: 'bad', text: t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')) }),
    )
    await refresh(flagGet)
  }
  return (
    <section aria-label={t('flags')} className="grid grid-cols-2 gap-2">
      {groups.map(({ group_id, name, flags }) => (
        <Select
          key={group_id}
          label={name}
          disabled={!edits}
          value={String(marks.find((one) => one.group_id === group_id)?.flag_id ?? 0)}
          onChange={(flag) => void mark(group_id, Number(flag))}
          options={[
            { value: '0', label: t('noFlag') },
            ...flags.map((flag) => ({ value: String(flag.flag_id), label: flag.name })),
          ]}
        />
      ))}
    </section>
  )
}
