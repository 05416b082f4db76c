import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { namespaceCoverpagePreview } from '#contract/namespace.ts'
import { commandQuery } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { Field, inputClasses } from '#web/ui/Field.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'

/** Fields that a page usually says, with values of nobody. */
const SAMPLE = {
  patient_name: 'Example^Anna',
  patientid: '0012345',
  study_description: 'CT Chest',
  study_date: '20260301',
  modality: 'CT',
  accession_number: 'A-10021',
  referring_physician: 'Doe^Jane',
  created_at: '2026-03-01 09:30:00',
  created_by_name: 'Jane Doe',
  study_uid: '1.2.826.0.1.3680043.10.1',
} as const

/** The text of a cover page, and the page as it will be. */
export function CoverPage({
  uuid,
  text,
  onChange,
}: {
  uuid: string
  text: string
  onChange: (text: string) => void
}) {
  const { t } = useTranslation('admin')
  const area = useRef<HTMLTextAreaElement>(null)
  const coverpage = useDeferredValue(text)
  const { data, error } = useQuery({
    ...commandQuery(namespaceCoverpagePreview, { uuid, coverpage, sample: SAMPLE }),
    placeholderData: keepPreviousData,
  })
  const insert = (name: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = area.current ?? {}
    onChange(`${text.slice(0, selectionStart)}{$${name}}${text.slice(selectionEnd)}`)
    area.current?.focus()
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_200px] gap-3 max-md:grid-cols-1">
      <div className="flex min-w-0 flex-col gap-2">
        <Field
          label={t('namespaces.coverText')}
          hint={t('namespaces.coverHint')}
          error={error ? t('namespaces.coverBroken') : undefined}
        >
          {(ids) => (
            <textarea
              {...ids}
              ref={area}
              rows={10}
              spellCheck={false}
              value={text}
              onChange={(event) => onChange(event.target.value)}
              className={cx(inputClasses, '!h-auto resize-y py-1 font-mono text-12')}
            />
          )}
        </Field>
        <fieldset>
          <legend className="mb-1 text-12 text-quiet">{t('namespaces.coverFields')}</legend>
          <div className="flex flex-wrap gap-1">
            {Object.keys(SAMPLE).map((name) => (
              <Button key={name} size="small" className="font-mono max-md:!h-9" onClick={() => insert(name)}>
                {name}
              </Button>
            ))}
          </div>
        </fieldset>
      </div>
      <figure className="flex flex-col gap-1">
        <figcaption className="font-medium text-12 text-quiet">{t('namespaces.coverShown')}</figcaption>
        {data ? (
          <img
            src={`data:image/png;base64,${data.picture}`}
            alt={t('namespaces.coverPicture')}
            className={cx(
              'w-full max-w-80 rounded-1 border border-line bg-black',
              error !== null && 'opacity-40',
            )}
          />
        ) : (
          <Skeleton className="aspect-square w-full" />
        )}
      </figure>
    </div>
  )
}
