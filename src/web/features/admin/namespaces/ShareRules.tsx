import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowRight, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReturnsOf } from '#contract/command.ts'
import { accountCanShare, accountCanShareList, accountCanShareStop } from '#contract/share_rule.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount, useAdministered } from '../account.ts'
import type { Place } from './place.ts'

type Rule = ReturnsOf<typeof accountCanShareList>['rules'][number]

const keyOfRule = ({ by_type, by_id, with_type, with_id }: Rule) =>
  [by_type, by_id, with_type, with_id].join(' ')

/** Who of the account may share with whom; without a rule everybody whose role lets them may. */
export function ShareRules({ places, edits }: { places: readonly Place[]; edits: boolean }) {
  const { t } = useTranslation('admin')
  const account_id = useAccount().uuid
  const { accounts } = useAdministered()
  const cache = useQueryClient()
  const toast = useToast()
  const rules = useQuery(commandQuery(accountCanShareList, { account_id })).data?.rules ?? []
  const others = accounts.filter(({ uuid }) => uuid !== account_id)
  const own = places.map(({ kind, uuid, name }) => ({ value: `${kind} ${uuid}`, label: name }))
  const targets = [...own, ...others.map(({ uuid, name }) => ({ value: `account ${uuid}`, label: name }))]
  const [by, setBy] = useState(own[0]?.value ?? '')
  const [to, setTo] = useState(targets[0]?.value ?? '')
  const refresh = () => cache.invalidateQueries({ queryKey: keyOf(accountCanShareList) })
  const failed = () => toast({ kind: 'bad', text: t('failed') })
  const act = (action: Promise<unknown>) => action.then(refresh).catch(failed)
  const ruleOf = ({ by_type, by_id, with_type, with_id }: Omit<Rule, 'by_name' | 'with_name'>) => ({
    account_id,
    by_type,
    by_id,
    with_type,
    with_id,
  })
  const add = () => {
    const [by_type = '', by_id = ''] = by.split(' ')
    const [with_type = '', with_id = ''] = to.split(' ')
    void act(call(accountCanShare, ruleOf({ by_type, by_id, with_type, with_id })))
  }
  const remove = (rule: Rule) =>
    void call(accountCanShareStop, ruleOf(rule))
      .then(refresh)
      .then(() =>
        toast({
          text: t('namespaces.ruleGone'),
          action: { label: t('undo'), run: () => void act(call(accountCanShare, ruleOf(rule))) },
        }),
      )
      .catch(failed)
  return (
    <section aria-labelledby="share-rules" className="flex flex-col gap-2">
      <h2 id="share-rules" className="font-strong text-14">
        {t('namespaces.rules')}
      </h2>
      <p className="text-quiet">{t(rules.length === 0 ? 'namespaces.noRules' : 'namespaces.rulesText')}</p>
      <ul className="flex flex-col">
        {rules.map((rule) => (
          <li key={keyOfRule(rule)} className="flex min-h-8 items-center gap-2 border-line border-b">
            <span className="min-w-0 truncate">{rule.by_name}</span>
            <ArrowRight
              aria-label={t('namespaces.maySharedWith')}
              className="!size-3.5 shrink-0 text-quiet"
            />
            <span className="min-w-0 grow truncate">{rule.with_name}</span>
            {edits && (
              <IconButton
                label={t('namespaces.removeRule', { by: rule.by_name ?? '', to: rule.with_name ?? '' })}
                onClick={() => remove(rule)}
              >
                <X />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {edits && (
        <div className="grid grid-cols-[1fr_1fr_auto] items-end gap-2 max-md:grid-cols-1">
          <Select label={t('namespaces.by')} value={by} onChange={setBy} options={own} />
          <Select label={t('namespaces.with')} value={to} onChange={setTo} options={targets} />
          <Button onClick={add} disabled={by === '' || to === ''}>
            {t('namespaces.addRule')}
          </Button>
        </div>
      )}
    </section>
  )
}
