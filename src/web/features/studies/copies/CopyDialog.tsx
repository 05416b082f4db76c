import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { studyClone, studyDuplicate, studySplit } from '#contract/study/copy.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { studyMove } from '#contract/study/share.ts'
import { call } from '#web/api/call.ts'
import { type EachFailure, forEachAtOnce } from '#web/api/each.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { userNamespaces } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { type CopyAction, NEEDED_THERE, OPTIONS } from './copy.ts'

type Options = Readonly<Partial<Record<string, boolean>>>

const asFlag = (on: boolean | undefined) => (on ? (1 as const) : (0 as const))

/** What is done with one study. */
function doWith(action: CopyAction, { uuid }: StudyRecord, namespace_id: string, options: Options) {
  switch (action) {
    case 'duplicate':
      return call(studyDuplicate, {
        uuid,
        namespace_id,
        include_attachments: asFlag(options.include_attachments),
        overwrite: asFlag(options.overwrite),
        exclude_phi: asFlag(options.exclude_phi),
      })
    case 'clone':
      return call(studyClone, {
        uuid,
        new_series_uids: asFlag(options.new_series_uids),
        new_image_uids: asFlag(options.new_image_uids),
      })
    case 'split':
      return call(studySplit, { uuid, namespace_id })
    case 'move':
      return call(studyMove, { uuid, namespace_id })
  }
}

/** Copies studies into another place, moves them there, makes new studies of them, or one of each of their series. */
export function CopyDialog({
  action,
  studies,
  onClose,
}: {
  action: CopyAction
  studies: readonly StudyRecord[]
  onClose: () => void
}) {
  const { t } = useTranslation('copies')
  const formats = useFormats()
  const cache = useQueryClient()
  const toast = useToast()
  const needed = NEEDED_THERE[action]
  const places = (useQuery(userNamespaces).data?.namespaces ?? []).filter(
    ({ uuid, permissions }) =>
      needed !== undefined &&
      permissions[needed] === 1 &&
      !(action === 'move' && studies.every(({ phi_namespace }) => phi_namespace === uuid)),
  )
  const [chosen, setChosen] = useState('')
  const place = chosen || places[0]?.uuid || ''
  const placeName = places.find(({ uuid }) => uuid === place)?.name ?? ''
  const [options, setOptions] = useState<Options>({})
  const [failures, setFailures] = useState<readonly EachFailure<StudyRecord>[]>([])
  const [busy, setBusy] = useState(false)

  const refresh = () =>
    Promise.all(
      [studyList, studyCount, studyGet].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
    )
  const moveBack = async (moved: readonly StudyRecord[]) => {
    const failed = await forEachAtOnce(moved, ({ uuid, phi_namespace }) =>
      call(studyMove, { uuid, namespace_id: phi_namespace }),
    )
    if (failed.length > 0) toast({ kind: 'bad', text: t('notBack', { count: failed.length }) })
    await refresh()
  }
  const run = async () => {
    setBusy(true)
    const failed = await forEachAtOnce(studies, (study) => doWith(action, study, place, options))
    setBusy(false)
    await refresh()
    setFailures(failed)
    const done = studies.filter((study) => failed.every(({ item }) => item !== study))
    if (done.length > 0)
      toast({
        text: t(`done.${action}`, { count: done.length, place: placeName }),
        ...(action === 'move' ? { action: { label: t('undo'), run: () => void moveBack(done) } } : {}),
      })
    if (failed.length === 0) onClose()
  }
  const ready = needed === undefined || place !== ''
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`title.${action}`, { count: studies.length })}
      description={t(`text.${action}`)}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            disabled={!ready}
            onClick={() => void run()}
            busy={busy ? t('working') : undefined}
          >
            {t(`action.${action}`)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {failures.map(({ item, error }) => (
          <ErrorBar key={item.uuid}>
            {t('failed', {
              name: formats.personName(item.patient_name) || item.study_description || '',
              why: t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.other')),
            })}
          </ErrorBar>
        ))}
        {needed !== undefined &&
          (places.length === 0 ? (
            <p className="text-quiet">{t('noPlace')}</p>
          ) : (
            <Select
              label={t('place')}
              value={place}
              onChange={setChosen}
              options={places.map(({ uuid, name }) => ({ value: uuid, label: name }))}
            />
          ))}
        {OPTIONS[action].map((option) => (
          <Checkbox
            key={option}
            checked={options[option] ?? false}
            onChange={(on) => setOptions({ ...options, [option]: on })}
          >
            {t(`option.${option}`)}
          </Checkbox>
        ))}
      </div>
    </Dialog>
  )
}
