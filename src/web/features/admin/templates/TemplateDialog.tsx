import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf, sectionsOf } from '#contract/radreport_body.ts'
import {
  type RadreportTemplate,
  radreportTemplateActivate,
  radreportTemplateAdd,
  radreportTemplateDelete,
  radreportTemplateList,
  radreportTemplateSet,
} from '#contract/radreport_template.ts'
import { call } from '#web/api/call.ts'
import { useDeleteLater } from '#web/api/leaving.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useAccount } from '../account.ts'
import { type Section, Sections } from './Sections.tsx'

const FORM = 'report-template'
const PAPERS = ['a4', 'letter'] as const
type Paper = (typeof PAPERS)[number]

const optionsOf = (options: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof options === 'object' && options !== null ? Object.entries(options) : [])

const startOf = (template: RadreportTemplate | undefined, standard: readonly string[]): Section[] =>
  (template ? sectionsOf(template.body) : standard.map((title) => ({ title, text: '' }))).map(
    ({ title, text }, id) => ({ id, title, text }),
  )

/** A new template, or one as it is: its name, the kind of reports it is for, and its sections. */
export function TemplateDialog({
  template,
  others,
  onClose,
}: {
  template: RadreportTemplate | undefined
  others: readonly RadreportTemplate[]
  onClose: () => void
}) {
  const { t } = useTranslation('templates')
  const account = useAccount()
  const cache = useQueryClient()
  const deleteLater = useDeleteLater()
  const options = optionsOf(template?.options)
  const [name, setName] = useState(template?.name ?? '')
  const [type, setType] = useState(template?.type ?? '')
  const [title, setTitle] = useState(String(options.get('title') ?? ''))
  const [paper, setPaper] = useState<Paper>(
    PAPERS.find((one) => one === String(options.get('paper')).toLowerCase()) ?? 'a4',
  )
  const [sections, setSections] = useState(() =>
    startOf(template, [t('standard.indication'), t('standard.findings'), t('standard.impression')]),
  )
  const [failed, setFailed] = useState<string>()
  const [busy, setBusy] = useState(false)
  const complete =
    name.trim() !== '' && type.trim() !== '' && sections.some((section) => section.title.trim() !== '')

  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!complete || busy) return
    const values = {
      name: name.trim(),
      type: type.trim(),
      body: bodyOf(sections.filter((section) => section.title.trim() !== '')),
      options: { ...Object.fromEntries(options), title: title.trim(), paper },
    }
    setBusy(true)
    try {
      if (template) await call(radreportTemplateSet, { uuid: template.uuid, ...values })
      else {
        const { uuid } = await call(radreportTemplateAdd, { account_id: account.uuid, ...values })
        const used = others.some(
          (other) => other.active === 1 && other.type.toLowerCase() === values.type.toLowerCase(),
        )
        // The first of its kind is the one that is used.
        if (!used) await call(radreportTemplateActivate, { uuid })
      }
      await cache.invalidateQueries({ queryKey: keyOf(radreportTemplateList) })
      onClose()
    } catch (error) {
      setFailed(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
    }
    setBusy(false)
  }

  const remove = ({ uuid }: RadreportTemplate) => {
    deleteLater({
      uuids: [uuid],
      remove: (one, with_) => call(radreportTemplateDelete, { uuid: one }, with_),
      reads: [radreportTemplateList],
      text: t('deleted', { name }),
      failed: () => t('refused.failed'),
    })
    onClose()
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={template ? t('edit', { name: template.name }) : t('add')}
      footer={
        <>
          {template && (
            <Button look="plain" size="large" className="me-auto" onClick={() => remove(template)}>
              {t('delete')}
            </Button>
          )}
          <Button
            type="submit"
            form={FORM}
            look="primary"
            size="large"
            disabled={!complete}
            busy={busy ? t('saving') : undefined}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
        {failed !== undefined && <ErrorBar>{failed}</ErrorBar>}
        <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <TextField
            label={t('name')}
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label={t('type')}
            hint={t('typeHint')}
            value={type}
            onChange={(event) => setType(event.target.value)}
          />
          <TextField
            label={t('documentTitle')}
            hint={t('documentTitleHint')}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          <Select
            label={t('paper')}
            value={paper}
            onChange={setPaper}
            options={PAPERS.map((value) => ({ value, label: t(`papers.${value}`) }))}
          />
        </div>
        <Sections sections={sections} onChange={setSections} />
      </form>
    </Dialog>
  )
}
