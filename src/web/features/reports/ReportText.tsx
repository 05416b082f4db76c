import { useTranslation } from 'react-i18next'
import type { RadreportRecord } from '#contract/radreport.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { imagesIn, plainFields, sectionsWith, textIn } from './fields.ts'

/** A draft, or who signed it and when. */
export function StateLine({ report }: { report: RadreportRecord }) {
  const { t } = useTranslation('reports')
  const formats = useFormats()
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-12">
      <StatusShape shape={report.signed === null ? 'half' : 'done'} />
      <span className="truncate">
        {report.signed === null
          ? t('draftBy', { name: report.user_name })
          : t('signedBy', { name: report.signed_by_name ?? '', when: formats.timestamp(report.signed) })}
      </span>
    </p>
  )
}

/** A report to read. Its formatting is that of its document; here it is words. */
export function ReportText({ report, body }: { report: RadreportRecord; body: string | undefined }) {
  const { t } = useTranslation('reports')
  const fields = plainFields(report.fields, report.html === 1)
  const sections = sectionsWith(fields, body).filter(({ name }) => textIn(fields, name).trim() !== '')
  const images = imagesIn(fields).length
  return (
    <div className="flex flex-col gap-3">
      {sections.map(({ name, title }) => (
        <section key={name}>
          {(report.addendum_to === null || sections.length > 1) && (
            <h4 className="mb-0.5 font-medium text-11 text-quiet uppercase tracking-wide">{title}</h4>
          )}
          <p dir="auto" className="whitespace-pre-wrap break-words text-start text-13 leading-relaxed">
            {textIn(fields, name).trim()}
          </p>
        </section>
      ))}
      {sections.length === 0 && <p className="text-12 text-quiet">{t('empty')}</p>}
      {images > 0 && <p className="text-12 text-quiet">{t('images', { count: images })}</p>}
    </div>
  )
}
