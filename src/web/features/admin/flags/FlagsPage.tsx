import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type FlagGroup, flagList, flagSet } from '#contract/order.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf, queryClient } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { EmptyState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'

const DEFAULT_COLOR = '#6c63d9'
const next = (ids: readonly number[]) => Math.max(0, ...ids) + 1

/** `/admin/flags`: the groups of flags that studies and orders of the account may have. */
export function FlagsPage() {
  const { t } = useTranslation('flags')
  const { uuid: account_id } = useAccount()
  const { data } = useQuery(commandQuery(flagList, { account_id }))
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('pageTitle')}</title>
      <PageHead title={t('title')} />
      {data && <Dictionary account_id={account_id} stored={data.groups} />}
    </div>
  )
}

function Dictionary({ account_id, stored }: { account_id: string; stored: readonly FlagGroup[] }) {
  const { t } = useTranslation('flags')
  const toast = useToast()
  const [groups, setGroups] = useState(stored)
  const change = (group_id: number, part: Partial<FlagGroup>) =>
    setGroups(groups.map((group) => (group.group_id === group_id ? { ...group, ...part } : group)))
  const addGroup = () => {
    const group_id = next(groups.map((group) => group.group_id))
    const flags = [{ flag_id: 1, name: '', color: DEFAULT_COLOR }]
    setGroups([...groups, { group_id, name: '', flags }])
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await call(flagSet, { account_id, groups: [...groups] })
      toast({ text: t('saved') })
    } catch (error) {
      toast({ kind: 'bad', text: t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')) })
    }
    await queryClient.invalidateQueries({ queryKey: keyOf(flagList) })
  }
  return (
    <form onSubmit={(event) => void save(event)} className="min-h-0 grow overflow-y-auto p-4">
      <p className="mb-4 max-w-[640px] text-quiet">{t('text')}</p>
      {groups.length === 0 && <EmptyState title={t('none')} />}
      <div className="flex max-w-[640px] flex-col gap-4">
        {groups.map(({ group_id, name, flags }) => (
          <fieldset key={group_id} className="flex flex-col gap-2 rounded-2 border border-line p-3">
            <legend className="sr-only">{name || t('group')}</legend>
            <div className="flex items-end gap-2">
              <div className="grow">
                <TextField
                  label={t('group')}
                  required
                  maxLength={100}
                  value={name}
                  onChange={(event) => change(group_id, { name: event.target.value })}
                />
              </div>
              <IconButton
                label={t('removeGroup', { name })}
                onClick={() => setGroups(groups.filter((group) => group.group_id !== group_id))}
              >
                <X />
              </IconButton>
            </div>
            {flags.map((flag) => {
              const set = (part: Partial<typeof flag>) =>
                change(group_id, {
                  flags: flags.map((one) => (one.flag_id === flag.flag_id ? { ...one, ...part } : one)),
                })
              return (
                <div key={flag.flag_id} className="flex items-end gap-2 ps-6">
                  <div className="grow">
                    <TextField
                      label={t('flag')}
                      required
                      maxLength={100}
                      value={flag.name}
                      onChange={(event) => set({ name: event.target.value })}
                    />
                  </div>
                  <div className="w-16">
                    <TextField
                      label={t('color')}
                      type="color"
                      value={flag.color ?? DEFAULT_COLOR}
                      onChange={(event) => set({ color: event.target.value })}
                    />
                  </div>
                  <IconButton
                    label={t('removeFlag', { name: flag.name })}
                    disabled={flags.length === 1}
                    onClick={() =>
                      change(group_id, { flags: flags.filter((one) => one.flag_id !== flag.flag_id) })
                    }
                  >
                    <X />
                  </IconButton>
                </div>
              )
            })}
            <Button
              look="plain"
              icon={<Plus className="!size-3.5" />}
              className="self-start"
              onClick={() => {
                const flag_id = next(flags.map((one) => one.flag_id))
                change(group_id, { flags: [...flags, { flag_id, name: '', color: DEFAULT_COLOR }] })
              }}
            >
              {t('addFlag')}
            </Button>
          </fieldset>
        ))}
        <div className="flex gap-2">
          <Button icon={<Plus className="!size-3.5" />} onClick={addGroup}>
            {t('addGroup')}
          </Button>
          <Button type="submit" look="primary">
            {t('save')}
          </Button>
        </div>
      </div>
    </form>
  )
}
