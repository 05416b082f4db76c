import { useQueryClient } from '@tanstack/react-query'
import { type ChangeEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountUserList } from '#contract/account_user.ts'
import { userInvite } from '#contract/user_account.ts'
import { call } from '#web/api/call.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { cx } from '#web/ui/classes.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Field, inputClasses } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useAccount, useRoles } from '../account.ts'
import { addressesIn } from './addresses.ts'

/** Invites people by their addresses: typed, pasted, or out of a CSV file. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin')
  const cache = useQueryClient()
  const account = useAccount()
  const roles = useRoles().filter(({ for_account }) => for_account === 1)
  const [text, setText] = useState('')
  const [role, setRole] = useState('')
  const [global, setGlobal] = useState(false)
  const [progress, setProgress] = useState<number>()
  const [failures, setFailures] = useState<readonly string[]>([])
  const [invited, setInvited] = useState(0)
  const addresses = addressesIn(text)

  const readFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) setText(addressesIn(await file.text()).join('\n'))
    event.target.value = ''
  }
  const invite = async () => {
    const wrong: string[] = []
    const left: string[] = []
    for (const [place, email] of addresses.entries()) {
      setProgress(place / addresses.length)
      try {
        await call(userInvite, {
          account_id: account.uuid,
          email,
          link: '/invite/',
          ...(role ? { role_id: role } : {}),
          global: global ? 1 : 0,
        })
        setInvited((before) => before + 1)
      } catch (error) {
        wrong.push(
          `${email}: ${t(`users.refused.${errorTypeOf(error) ?? 'failed'}`, t('users.refused.failed'))}`,
        )
        left.push(email)
      }
    }
    setProgress(undefined)
    setFailures(wrong)
    setText(left.join('\n'))
    await cache.invalidateQueries({ queryKey: keyOf(accountUserList) })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('users.inviteTitle')}
      description={t('users.inviteText', { account: account.name })}
      footer={
        <>
          <span role="status" className="min-w-0 grow truncate text-12 text-quiet">
            {invited > 0 && t('users.invited', { count: invited })}
          </span>
          <Button size="large" onClick={onClose}>
            {t(invited > 0 ? 'done' : 'cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            disabled={addresses.length === 0}
            busy={progress === undefined ? undefined : t('users.inviting')}
            onClick={() => void invite()}
          >
            {t('users.inviteCount', { count: addresses.length })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {failures.map((failure) => (
          <ErrorBar key={failure}>{failure}</ErrorBar>
        ))}
        {progress !== undefined && <Progress value={progress} label={t('users.inviting')} />}
        <Field label={t('users.addresses')} hint={t('users.addressesHint')}>
          {(ids) => (
            <textarea
              {...ids}
              rows={5}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className={cx(inputClasses, '!h-auto resize-y py-1 font-mono text-12')}
            />
          )}
        </Field>
        <label className="flex items-center gap-2 text-12 text-quiet">
          {t('users.csv')}
          <input type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void readFile(event)} />
        </label>
        <div className="grid grid-cols-2 items-end gap-3 max-md:grid-cols-1">
          <Select
            label={t('users.role')}
            value={role}
            onChange={setRole}
            options={[
              { value: '', label: t('users.defaultRole') },
              ...roles.map(({ uuid, name }) => ({ value: uuid, label: name })),
            ]}
          />
          <Checkbox checked={global} onChange={setGlobal}>
            {t('users.everyPlace')}
          </Checkbox>
        </div>
      </div>
    </Dialog>
  )
}
