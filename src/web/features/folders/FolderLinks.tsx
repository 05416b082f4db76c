import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderRecord } from '#contract/folder.ts'
import { type LinkRecord, linkAdd, linkDelete } from '#contract/link.ts'
import { call } from '#web/api/call.ts'
import { userNamespaces } from '#web/api/user.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { cx } from '#web/ui/classes.ts'
import { Field, inputClasses, PasswordField, TextField } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { RowEnd } from '#web/ui/RowEnd.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useTakenOut } from '#web/ui/useTakenOut.ts'

type Act = (action: Promise<unknown>) => Promise<boolean>

const DAY_MINUTES = 1440
const ENDS = ['1', '7', '30', '90', 'never'] as const

const BLANK = {
  for: 'STUDY_LIST' as 'STUDY_LIST' | 'STUDY_UPLOAD',
  place: '',
  title: '',
  description: '',
  password: '',
  ends: '7' as (typeof ENDS)[number],
  download: false,
}

/** Links to a folder: to see what is in it, or to put images into it. */
export function FolderLinks({
  folder,
  links,
  reading,
  act,
}: {
  folder: FolderRecord
  links: readonly LinkRecord[]
  /** They are being read anew. */
  reading: boolean
  act: Act
}) {
  const { t } = useTranslation('folders')
  const formats = useFormats()
  const { rows, isGone, remember, forget } = useTakenOut(links, reading, ({ uuid }) => uuid)
  const [draft, setDraft] = useState(BLANK)
  const change = (part: Partial<typeof BLANK>) => setDraft((before) => ({ ...before, ...part }))
  const places = (useQuery(userNamespaces).data?.namespaces ?? []).filter(
    ({ type, permissions }) => type !== 'user_id' && permissions.link_edit_upload === 1,
  )
  const place = draft.place || places[0]?.uuid || ''
  const uploads = draft.for === 'STUDY_UPLOAD'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void act(
      call(linkAdd, {
        folder_id: folder.uuid,
        action: draft.for,
        ...(uploads ? { namespace_id: place } : { download: draft.download ? 1 : 0 }),
        ...(draft.title ? { title: draft.title } : {}),
        ...(draft.description ? { description: draft.description } : {}),
        ...(draft.password ? { password: draft.password, password_max_attempts: 10 } : {}),
        ...(draft.ends === 'never' ? {} : { minutes_alive: Number(draft.ends) * DAY_MINUTES }),
      }),
    ).then((done) => done && setDraft(BLANK))
  }
  return (
    <section
      aria-label={t('links')}
      className="flex min-w-0 flex-col gap-3 border-line bg-surface px-6 py-4 max-md:border-t md:border-s"
    >
      <h3 className="font-strong text-13">{t('links')}</h3>
      <form onSubmit={submit} className="flex flex-col gap-2">
        <div className="grid grid-cols-2 gap-2 max-md:grid-cols-1">
          <Select
            label={t('link.for')}
            value={draft.for}
            onChange={(value) => change({ for: value })}
            options={[
              { value: 'STUDY_LIST', label: t('link.STUDY_LIST') },
              ...(places.length > 0
                ? [{ value: 'STUDY_UPLOAD' as const, label: t('link.STUDY_UPLOAD') }]
                : []),
            ]}
          />
          <Select
            label={t('link.ends')}
            value={draft.ends}
            onChange={(ends) => change({ ends })}
            options={ENDS.map((value) => ({
              value,
              label: value === 'never' ? t('link.never') : t('link.days', { count: Number(value) }),
            }))}
          />
          {uploads && (
            <Select
              label={t('link.place')}
              value={place}
              onChange={(value) => change({ place: value })}
              options={places.map(({ uuid, name }) => ({ value: uuid, label: name }))}
            />
          )}
          <TextField
            label={t('link.title')}
            value={draft.title}
            onChange={(event) => change({ title: event.target.value })}
          />
          <PasswordField
            label={t('link.password')}
            autoComplete="new-password"
            value={draft.password}
            onChange={(event) => change({ password: event.target.value })}
          />
        </div>
        <Field label={t('link.description')}>
          {(ids) => (
            <textarea
              {...ids}
              rows={2}
              value={draft.description}
              onChange={(event) => change({ description: event.target.value })}
              className={cx(inputClasses, '!h-auto resize-y py-1')}
            />
          )}
        </Field>
        <div className="flex items-center justify-between gap-2">
          {uploads ? (
            <span />
          ) : (
            <Checkbox checked={draft.download} onChange={(download) => change({ download })}>
              {t('link.download')}
            </Checkbox>
          )}
          <Button type="submit">{t('link.make')}</Button>
        </div>
      </form>
      <ul className="flex flex-col gap-2">
        {rows.map((link) => (
          <li key={link.uuid} className="flex flex-col gap-1.5 rounded-2 border border-line px-3 py-2">
            <div className="flex flex-wrap items-center gap-2">
              <span
                className={cx('min-w-0 grow truncate font-medium', isGone(link) && 'text-quiet line-through')}
              >
                {link.title || t(`link.${link.action}`)}
              </span>
              {link.has_password === 1 && <Badge>{t('link.hasPassword')}</Badge>}
              {link.download === 1 && <Badge>{t('link.downloads')}</Badge>}
              <Badge>{t('link.hits', { count: link.hits })}</Badge>
            </div>
            {!isGone(link) && <LinkBox url={link.url} label={t('link.address')} />}
            <div className="flex items-center justify-between gap-2 text-12 text-quiet">
              {isGone(link)
                ? t('link.stopped')
                : link.expires
                  ? t('untilDay', { day: formats.timestamp(link.expires) })
                  : t('link.never')}
              <RowEnd
                label={t('link.stopOf', { name: link.title || t(`link.${link.action}`) })}
                leaving={isGone(link)}
                onTakeOut={() => {
                  remember(link)
                  void act(call(linkDelete, { uuid: link.uuid })).then((done) => done || forget(link.uuid))
                }}
                onKeep={() =>
                  void act(call(linkDelete, { uuid: link.uuid, undo: 1 })).then(
                    (done) => done && forget(link.uuid),
                  )
                }
              >
                {t('link.stop')}
              </RowEnd>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
