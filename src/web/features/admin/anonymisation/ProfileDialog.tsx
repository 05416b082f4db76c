import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import {
  anonymizationAdd,
  anonymizationList,
  type anonymizationRecord,
  anonymizationSet,
} from '#contract/anonymization.ts'
import { call } from '#web/api/call.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorBar } from '#web/ui/Message.tsx'
import { SaveFooter } from '#web/ui/SaveFooter.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'
import { RulesEditor } from './RulesEditor.tsx'
import { STANDARD } from './treatment.ts'

export type Profile = z.output<typeof anonymizationRecord>

/** A profile of rules: what it is called, what becomes of each field, and where it is used. */
export function ProfileDialog({
  profile,
  onClose,
  onCopy,
  onDelete,
}: {
  /** Without a uuid it is a new one. */
  profile: Pick<Profile, 'name' | 'rules'> & Partial<Profile>
  onClose: () => void
  onCopy: (profile: Pick<Profile, 'name' | 'rules'>) => void
  onDelete: (profile: Profile) => void
}) {
  const { t } = useTranslation('anonymisation')
  const { t: says } = useTranslation('admin')
  const formats = useFormats()
  const account_id = useAccount().uuid
  const cache = useQueryClient()
  const toast = useToast()
  const [name, setName] = useState(profile.name)
  const [rules, setRules] = useState<Readonly<Record<string, unknown>>>(profile.rules)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const { uuid, namespaces = [] } = profile
  const used = namespaces.length > 0
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefused(undefined)
    try {
      if (uuid) await call(anonymizationSet, { uuid, name, ...(used ? {} : { rules }) })
      else await call(anonymizationAdd, { account_id, name, rules })
      await cache.invalidateQueries({ queryKey: keyOf(anonymizationList) })
      toast({ text: says('saved') })
      onClose()
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="wide"
      title={uuid ? profile.name : t('add')}
      {...(used
        ? { description: t('usedBy', { names: formats.list(namespaces.map((one) => one.name)) }) }
        : {})}
      footer={
        <>
          {uuid && (
            <Button size="large" onClick={() => onCopy({ name: t('copyOf', { name: profile.name }), rules })}>
              {t('copy')}
            </Button>
          )}
          <SaveFooter
            form="profile-form"
            save={says('save')}
            saving={busy ? says('saving') : undefined}
            remove={
              uuid && !used
                ? {
                    text: t('delete'),
                    onClick: () =>
                      onDelete({ uuid, account_id, namespaces, name: profile.name, rules: profile.rules }),
                  }
                : undefined
            }
          />
        </>
      }
    >
      <form id="profile-form" onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <TextField
          label={t('name')}
          required
          autoFocus
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        {used && <p className="text-quiet">{t('inUse')}</p>}
        <RulesEditor rules={rules} onChange={setRules} disabled={used} />
      </form>
    </Dialog>
  )
}

/** What a new profile is before anything is said of it. */
export const NEW_PROFILE = { name: '', rules: { ...STANDARD } }
