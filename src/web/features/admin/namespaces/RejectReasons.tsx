import { useQueryClient } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountList, accountSet, accountSettings } from '#contract/account.ts'
import { call } from '#web/api/call.ts'
import { keyOf } from '#web/api/query.ts'
import { readRejectMessages, writeRejectMessages } from '#web/api/reject_messages.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'

const LONGEST = 300

/** What people may choose to say when they reject a study. */
export function RejectReasons({ edits }: { edits: boolean }) {
  const { t } = useTranslation('namespaces')
  const { t: says } = useTranslation('admin')
  const account = useAccount()
  const cache = useQueryClient()
  const toast = useToast()
  const stored = readRejectMessages(account.settings.ui_json)
  const [offered, setOffered] = useState(stored.offered === true)
  const [messages, setMessages] = useState<readonly string[]>(stored.messages)
  const set = (place: number, text: string) =>
    setMessages(messages.map((one, at) => (at === place ? text : one)))
  const save = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await call(accountSet, {
        uuid: account.uuid,
        settings: { ui_json: writeRejectMessages(account.settings.ui_json, offered, messages) },
      })
      toast({ text: says('saved') })
    } catch {
      toast({ kind: 'bad', text: says('failed') })
    }
    await Promise.all(
      [accountList, accountSettings].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
    )
  }
  return (
    <section aria-labelledby="reject-reasons" className="flex flex-col gap-2">
      <h2 id="reject-reasons" className="font-strong text-14">
        {t('reasons.title')}
      </h2>
      <p className="text-quiet">{t('reasons.text')}</p>
      <form onSubmit={(event) => void save(event)}>
        <fieldset disabled={!edits} className="flex flex-col gap-2">
          <Checkbox checked={offered} onChange={setOffered}>
            {t('reasons.own')}
          </Checkbox>
          {offered && (
            <>
              {messages.map((message, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a message is its place in the list while it is typed.
                <div key={place} className="flex items-end gap-2">
                  <div className="grow">
                    <TextField
                      label={t('reasons.message', { place: place + 1 })}
                      quietLabel
                      maxLength={LONGEST}
                      value={message}
                      onChange={({ target }) => set(place, target.value)}
                    />
                  </div>
                  <IconButton
                    label={t('reasons.remove', { message })}
                    onClick={() => setMessages(messages.filter((_, at) => at !== place))}
                  >
                    <X />
                  </IconButton>
                </div>
              ))}
              <div>
                <Button
                  size="small"
                  icon={<Plus className="!size-3" />}
                  onClick={() => setMessages([...messages, ''])}
                >
                  {t('reasons.add')}
                </Button>
              </div>
            </>
          )}
          {edits && (
            <div>
              <Button type="submit" look="primary">
                {says('save')}
              </Button>
            </div>
          )}
        </fieldset>
      </form>
    </section>
  )
}
