import { FileText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { radreportAdd } from '#contract/radreport.ts'
import { bodyOf } from '#contract/radreport_body.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { useCommand } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { startingFields } from './fields.ts'
import { CHANGED, useAccountOf, useTemplates } from './queries.ts'

const STANDARD = ['indication', 'technique', 'comparison', 'findings', 'impression'] as const

/** Begins a report: of one of the account's templates, or of the sections that every report has. */
export function NewReport({
  study,
  onWritten,
  onCancel,
}: {
  study: StudyRecord
  onWritten: (uuid: string) => void
  onCancel: (() => void) | undefined
}) {
  const { t } = useTranslation('reports')
  const templates = useTemplates(useAccountOf(study))
  const add = useCommand(radreportAdd, CHANGED)
  const modality = (study.modality ?? '').split(/[\\,]/)[0]?.toLowerCase() ?? ''
  // What fits the study stands first.
  const fitting = templates.toSorted(
    (a, b) =>
      Number(b.type.toLowerCase().startsWith(modality)) - Number(a.type.toLowerCase().startsWith(modality)),
  )
  const begin = (type: string, body: string) =>
    add.mutate(
      { study_id: study.uuid, type, fields: startingFields(body) },
      { onSuccess: ({ uuid }) => onWritten(uuid) },
    )
  const standard = bodyOf(STANDARD.map((name) => ({ title: t(`section.${name}`), text: '' })))
  const choices = [
    ...fitting.map(({ uuid, name, type, body }) => ({ key: uuid, name, type, body })),
    { key: 'standard', name: t('standard'), type: t('standardType'), body: standard },
  ]
  return (
    <div className="flex min-h-0 grow flex-col overflow-y-auto">
      {add.error && (
        <ErrorBar>{t(`refused.${errorTypeOf(add.error) ?? 'failed'}`, t('refused.failed'))}</ErrorBar>
      )}
      <div className="p-4">
        <h3 className="font-strong text-13">{t('new')}</h3>
        <p className="mt-1 text-12 text-quiet">{t('newText')}</p>
        <ul className="mt-3 flex flex-col gap-1">
          {choices.map(({ key, name, type, body }) => (
            <li key={key}>
              <button
                type="button"
                disabled={add.isPending}
                onClick={() => begin(type, body)}
                className="flex min-h-8 w-full items-center gap-2 rounded-2 border border-line px-3 text-start hover:bg-hover disabled:text-off max-md:min-h-11"
              >
                <FileText aria-hidden="true" className="shrink-0 text-quiet" />
                <span className="min-w-0 grow truncate font-medium">{name}</span>
                {key !== 'standard' && <span className="truncate text-12 text-quiet">{type}</span>}
              </button>
            </li>
          ))}
        </ul>
        {onCancel && (
          <Button className="mt-3" onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </div>
    </div>
  )
}
