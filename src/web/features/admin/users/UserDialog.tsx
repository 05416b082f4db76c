import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import {
  accountUserAdd,
  accountUserDelete,
  accountUserGet,
  accountUserList,
  accountUserSet,
} from '#contract/account_user.ts'
import { userEnable, userLogout, userWelcome } from '#contract/user_account.ts'
import { userTokenReset } from '#contract/user_security.ts'
import { call } from '#web/api/call.ts'
import { searchCustomfield } from '#web/api/customfield.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { useUser } from '#web/api/user.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { CustomfieldsInPlace } from '#web/ui/customfield/CustomfieldsInPlace.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { allows, useAccount, useRolesFor } from '../account.ts'
import { Memberships } from './Memberships.tsx'

/** One member: their role, where they belong, whether they may come in. A change is made as it is chosen. */
export function UserDialog({ user_id, onClose }: { user_id: string; onClose: () => void }) {
  const { t } = useTranslation('admin')
  const formats = useFormats()
  const cache = useQueryClient()
  const toast = useToast()
  const account = useAccount()
  const self = useUser().uuid === user_id
  const roles = useRolesFor('account')
  const member = useQuery(commandQuery(accountUserGet, { uuid: account.uuid, user_id })).data
  const edits = allows(account, 'account_user_edit')

  const refresh = () =>
    Promise.all(
      [accountUserGet, accountUserList].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
    )
  const act = (action: Promise<unknown>, done?: string) =>
    void action
      .then(() => done !== undefined && toast({ text: done }))
      .catch((error: unknown) =>
        toast({
          kind: 'bad',
          text: t(`users.refused.${errorTypeOf(error) ?? 'failed'}`, t('users.refused.failed')),
        }),
      )
      .then(refresh)
  const change = (part: { role_id?: string; global?: 0 | 1; sso_only?: 0 | 1; password_reset?: 0 | 1 }) =>
    act(call(accountUserSet, { uuid: account.uuid, user_id, ...part }), t('saved'))

  const saveField = (field: string, value: string) =>
    call(accountUserSet, { uuid: account.uuid, user_id, [`customfield-${field}`]: value })
      .then(refresh)
      .then(
        () => undefined,
        (error: unknown) => t(`users.refused.${errorTypeOf(error) ?? 'failed'}`, t('users.refused.failed')),
      )

  const remove = () => {
    if (!member) return
    void call(accountUserDelete, { uuid: account.uuid, user_id })
      .then(refresh)
      .then(() => {
        onClose()
        toast({
          text: t('users.removed', { name: member.user_name }),
          action: {
            label: t('undo'),
            run: () =>
              act(
                call(accountUserAdd, {
                  uuid: account.uuid,
                  user_id,
                  ...(member.role_id ? { role_id: member.role_id } : {}),
                  global: member.global,
                }),
              ),
          },
        })
      })
      .catch(() => toast({ kind: 'bad', text: t('users.refused.failed') }))
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={member?.user_name ?? ''}
      description={member?.user_email ?? ''}
      footer={
        member &&
        edits && (
          <>
            {!self && (
              <Button look="plain" size="large" onClick={remove} className="hover:!text-bad">
                {t('users.remove')}
              </Button>
            )}
            <span className="grow" />
            <Button
              size="large"
              onClick={() =>
                act(
                  call(userWelcome, {
                    account_id: account.uuid,
                    email: member.user_email,
                    link: '/password/reset',
                  }),
                  t('users.resetSent'),
                )
              }
            >
              {t('users.reset')}
            </Button>
            {!self && (
              <Button
                size="large"
                onClick={() =>
                  act(
                    call(userEnable, {
                      uuid: user_id,
                      account_id: account.uuid,
                      ...(member.disabled === 1 ? {} : { disable: 1 }),
                    }),
                    t(member.disabled === 1 ? 'users.nowEnabled' : 'users.nowDisabled', {
                      name: member.user_name,
                    }),
                  )
                }
              >
                {t(member.disabled === 1 ? 'users.enable' : 'users.disable')}
              </Button>
            )}
          </>
        )
      }
    >
      {member && (
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap gap-2">
            {member.disabled === 1 && <Badge>{t('users.disabled')}</Badge>}
            <Badge>{t(member.second_factor === 1 ? 'users.secondFactor' : 'users.noSecondFactor')}</Badge>
            {edits && !self && member.second_factor === 1 && (
              <Button
                look="plain"
                onClick={() =>
                  act(
                    call(userTokenReset, { uuid: user_id, account_id: account.uuid }),
                    t('users.tokenReset', { name: member.user_name }),
                  )
                }
              >
                {t('users.resetToken')}
              </Button>
            )}
            <Badge>{t('users.openSessions', { count: member.sessions })}</Badge>
            {edits && !self && member.sessions > 0 && (
              <Button
                look="plain"
                onClick={() =>
                  act(
                    call(userLogout, { uuid: user_id, account_id: account.uuid }),
                    t('users.signedOut', { name: member.user_name }),
                  )
                }
              >
                {t('users.signOut')}
              </Button>
            )}
            <Badge>
              {member.last_login
                ? t('users.seen', { when: formats.timestamp(member.last_login) })
                : t('users.neverSeen')}
            </Badge>
          </div>
          <div className="grid grid-cols-2 items-end gap-3 max-md:grid-cols-1">
            <Select
              label={t('users.role')}
              value={member.role_id ?? ''}
              disabled={!edits}
              onChange={(role_id) => role_id !== '' && change({ role_id })}
              options={[
                ...(member.role_id ? [] : [{ value: '', label: t('users.defaultRole') }]),
                ...roles.map(({ uuid, name }) => ({ value: uuid, label: name })),
              ]}
            />
            <Checkbox
              checked={member.global === 1}
              disabled={!edits}
              onChange={(on) => change({ global: on ? 1 : 0 })}
            >
              {t('users.everyPlace')}
            </Checkbox>
            <Checkbox
              checked={member.password_reset === 1}
              disabled={!edits}
              onChange={(on) => change({ password_reset: on ? 1 : 0 })}
            >
              {t('users.mustReset')}
            </Checkbox>
          </div>
          {(member.customfields ?? []).length > 0 && (
            <section aria-label={t('users.fields')} className="flex flex-col gap-3">
              <h3 className="font-medium text-12 text-quiet">{t('users.fields')}</h3>
              <CustomfieldsInPlace
                fields={member.customfields ?? []}
                disabled={!edits}
                search={searchCustomfield}
                onSave={saveField}
              />
            </section>
          )}
          <Memberships kind="group" user={member} held={member.groups} />
          <Memberships kind="location" user={member} held={member.locations} />
        </div>
      )}
    </Dialog>
  )
}
