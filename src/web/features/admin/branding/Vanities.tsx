import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountList } from '#contract/account.ts'
import {
  accountVanityAdd,
  accountVanityDelete,
  accountVanityList,
  accountVanitySet,
  type VanityRecord,
} from '#contract/vanity.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { allows, useAccount } from '../account.ts'

/** The names under which the account is found: the first is the one that its mail and its links carry. */
export function Vanities() {
  const { t } = useTranslation('branding')
  const account = useAccount()
  const cache = useQueryClient()
  const toast = useToast()
  const account_id = account.uuid
  const vanities = useQuery(commandQuery(accountVanityList, { account_id, 'page.rows': 200 })).data?.vanities
  const edits = allows(account, 'account_vanity_edit')
  const [name, setName] = useState('')
  const [refused, setRefused] = useState<string>()

  const act = async (action: () => Promise<unknown>) => {
    setRefused(undefined)
    try {
      await action()
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
    }
    await Promise.all(
      [accountVanityList, accountList].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
    )
  }
  const add = (event: FormEvent) => {
    event.preventDefault()
    void act(async () => {
      await call(accountVanityAdd, { account_id, vanity: name.trim() })
      setName('')
    })
  }
  const first = ({ uuid }: VanityRecord) =>
    act(async () => {
      const others = (vanities ?? []).filter((one) => one.uuid !== uuid)
      await call(accountVanitySet, { account_id, uuid, sort_order: 1 })
      for (const [place, other] of others.entries())
        await call(accountVanitySet, { account_id, uuid: other.uuid, sort_order: place + 2 })
    })
  const remove = ({ uuid, vanity, ui_json, sort_order }: VanityRecord) =>
    act(async () => {
      await call(accountVanityDelete, { account_id, uuid })
      toast({
        text: t('vanityDeleted', { name: vanity }),
        action: {
          label: t('undo'),
          run: () => void act(() => call(accountVanityAdd, { account_id, vanity, sort_order, ui_json })),
        },
      })
    })
  return (
    <section aria-label={t('vanities')} className="flex max-w-[760px] flex-col gap-2">
      <h2 className="font-strong text-13">{t('vanities')}</h2>
      <p className="text-quiet">{t('vanitiesText')}</p>
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <ul>
        {vanities?.map((vanity, place) => (
          <li key={vanity.uuid} className="flex flex-wrap items-center gap-2 border-line border-b py-2">
            <span className="min-w-32 font-medium">{vanity.vanity}</span>
            {place === 0 && <Badge>{t('first')}</Badge>}
            <div className="min-w-60 grow">
              <LinkBox
                url={`${window.location.origin}/signin?vanity=${encodeURIComponent(vanity.vanity)}`}
                label={t('signInAt', { name: vanity.vanity })}
              />
            </div>
            {edits && place > 0 && (
              <Button size="small" onClick={() => void first(vanity)}>
                {t('makeFirst')}
              </Button>
            )}
            {edits && (
              <Button
                size="small"
                look="plain"
                className="hover:!text-bad"
                aria-label={t('deleteOf', { name: vanity.vanity })}
                onClick={() => void remove(vanity)}
              >
                {t('delete')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {edits && (
        <form onSubmit={add} className="flex items-end gap-2">
          <div className="w-72">
            <TextField
              label={t('vanityName')}
              required
              maxLength={253}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <Button type="submit">{t('vanityAdd')}</Button>
        </form>
      )}
    </section>
  )
}
