import { useQueryClient } from '@tanstack/react-query'
import Papa from 'papaparse'
import { type ChangeEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountUserList } from '#contract/account_user.ts'
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
import { allows, useAccount, useRolesFor } from '../account.ts'
import { addAtOnce, invite, NameMissing } from './enrol.ts'
import { isAddress, type NewPerson, peopleIn } from './people.ts'

const SHOWN = 50

/** Invites people or adds them at once: typed, pasted, or out of a CSV file with names and roles. */
export function AddPeopleDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin')
  const cache = useQueryClient()
  const account = useAccount()
  const roles = useRolesFor('account')
  const [text, setText] = useState('')
  const [role, setRole] = useState('')
  const [global, setGlobal] = useState(false)
  const mayInvite = allows(account, 'account_user_invite')
  const [atOnce, setAtOnce] = useState(!mayInvite)
  const [progress, setProgress] = useState<number>()
  const [failures, setFailures] = useState<readonly string[]>([])
  const [done, setDone] = useState(0)
  const people = peopleIn(text)
  const maySkipInvitation = allows(account, 'user_edit') && allows(account, 'account_user_edit')
  const roleOf = (person: NewPerson) =>
    roles.find(({ name }) => name.toLowerCase() === person.role.toLowerCase())

  const readFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) setText(await file.text())
    event.target.value = ''
  }
  const reason = (error: unknown): string => {
    if (error instanceof NameMissing) return t('users.refused.nameMissing')
    return t(`users.refused.${errorTypeOf(error) ?? 'failed'}`, t('users.refused.failed'))
  }
  const run = async () => {
    const wrong: string[] = []
    const left: NewPerson[] = []
    for (const [place, person] of people.entries()) {
      setProgress(place / people.length)
      const own = roleOf(person)
      try {
        if (person.role !== '' && !own) {
          wrong.push(`${person.email}: ${t('users.refused.ROLE_NOT_FOUND')}`)
          left.push(person)
          continue
        }
        const enrolment = { account_id: account.uuid, role_id: own?.uuid ?? (role || undefined), global }
        await (atOnce ? addAtOnce(person, enrolment) : invite(person, enrolment))
        setDone((before) => before + 1)
      } catch (error) {
        wrong.push(`${person.email}: ${reason(error)}`)
        left.push(person)
      }
    }
    setProgress(undefined)
    setFailures(wrong)
    // What is left keeps its names and roles, so that it can be mended here and sent again.
    setText(left.length === 0 ? '' : Papa.unparse(left))
    await cache.invalidateQueries({ queryKey: keyOf(accountUserList) })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('users.inviteTitle')}
      description={t(atOnce ? 'users.addText' : 'users.inviteText', { account: account.name })}
      footer={
        <>
          <span role="status" className="min-w-0 grow truncate text-12 text-quiet">
            {done > 0 && t(atOnce ? 'users.addedCount' : 'users.invited', { count: done })}
          </span>
          <Button size="large" onClick={onClose}>
            {t(done > 0 ? 'done' : 'cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            disabled={people.length === 0}
            busy={progress === undefined ? undefined : t('users.inviting')}
            onClick={() => void run()}
          >
            {t(atOnce ? 'users.addCount' : 'users.inviteCount', { count: people.length })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {failures.length > 0 && (
          <ErrorBar>
            <span className="whitespace-pre-line">{failures.slice(0, SHOWN).join('\n')}</span>
          </ErrorBar>
        )}
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
        <label className="flex flex-wrap items-center gap-2 text-12 text-quiet">
          {t('users.csv')}
          <input type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void readFile(event)} />
        </label>
        {people.some(({ first, last, role: own }) => first || last || own) && (
          <ul aria-label={t('users.people')} className="max-h-40 overflow-y-auto text-12">
            {people.slice(0, SHOWN).map((person) => (
              <li key={person.email} className="flex gap-3 border-line border-b py-1">
                <span className="min-w-0 grow truncate">{`${person.first} ${person.last}`.trim()}</span>
                <span className={cx('min-w-0 truncate', isAddress(person.email) ? 'text-quiet' : 'text-bad')}>
                  {isAddress(person.email) ? person.email : t('users.noAddress', { text: person.email })}
                </span>
                <span className={cx('shrink-0', person.role !== '' && !roleOf(person) && 'text-bad')}>
                  {person.role || t('users.defaultRole')}
                </span>
              </li>
            ))}
            {people.length > SHOWN && (
              <li className="py-1 text-quiet">{t('users.more', { count: people.length - SHOWN })}</li>
            )}
          </ul>
        )}
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
        {mayInvite && maySkipInvitation && (
          <Checkbox checked={atOnce} onChange={setAtOnce}>
            {t('users.atOnce')}
          </Checkbox>
        )}
      </div>
    </Dialog>
  )
}
