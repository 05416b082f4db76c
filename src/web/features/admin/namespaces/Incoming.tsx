import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { namespaceAnonymize, namespaceCoverpage } from '#contract/namespace.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { cx } from '#web/ui/classes.ts'
import { Field, inputClasses } from '#web/ui/Field.tsx'
import { AnonymisedFields } from '../AnonymisedFields.tsx'
import { type AnonymisedField, isAnonymised, rulesWith } from '../anonymise.ts'

/** The page that a study begins with where an account has written none: v3's own example says these fields. */
const STANDARD_PAGE = `{
  "title": "Study from outside",
  "uploadedDate": "{$created_at}",
  "uploadedBy": "{$created_by_name}",
  "modality": "{$modality}",
  "accessionNumber": "{$accession_number}",
  "studyDescription": "{$study_description}",
  "studyDate": "{$study_date}"
}`

interface Draft {
  fields?: readonly AnonymisedField[]
  ask?: boolean
  page?: string
}

/** What is done to studies that come into a namespace: whose data is replaced, and whether a page is put before them. */
export function useIncoming(uuid: string) {
  const rules = useQuery(commandQuery(namespaceAnonymize, { uuid })).data
  const page = useQuery(commandQuery(namespaceCoverpage, { uuid })).data?.coverpage
  const [draft, setDraft] = useState<Draft>({})
  return {
    ready: rules !== undefined && page !== undefined,
    profile: rules?.anonymization_id ?? undefined,
    fields: draft.fields ?? Object.keys(rules?.rules ?? {}).filter(isAnonymised),
    ask: draft.ask ?? rules?.prompt_for_anonymize === 1,
    page: draft.page ?? page ?? '',
    change: (part: Draft) => setDraft((before) => ({ ...before, ...part })),
    async save(): Promise<void> {
      if (draft.fields || draft.ask !== undefined)
        await call(namespaceAnonymize, {
          uuid,
          ...(draft.fields ? { rules: rulesWith(draft.fields, rules?.rules) } : {}),
          ...(draft.ask === undefined
            ? {}
            : { prompt_for_anonymize: draft.ask ? (1 as const) : (0 as const) }),
        })
      if (draft.page !== undefined && draft.page !== page)
        await call(namespaceCoverpage, { uuid, coverpage: draft.page })
    },
  }
}

export function Incoming({ incoming }: { incoming: ReturnType<typeof useIncoming> }) {
  const { t } = useTranslation('admin')
  const { fields, ask, page, profile, change } = incoming
  return (
    <>
      <fieldset className="flex min-w-0 flex-col gap-1">
        <legend className="mb-1 font-strong text-13">{t('namespaces.anonymise')}</legend>
        {profile ? (
          <p className="text-quiet">{t('namespaces.byProfile')}</p>
        ) : (
          <>
            <AnonymisedFields fields={fields} onChange={(next) => change({ fields: next })} />
            {fields.length > 0 && (
              <Checkbox checked={ask} onChange={(on) => change({ ask: on })}>
                {t('namespaces.askAnonymise')}
              </Checkbox>
            )}
          </>
        )}
      </fieldset>
      <fieldset className="flex min-w-0 flex-col gap-1">
        <legend className="mb-1 font-strong text-13">{t('namespaces.cover')}</legend>
        <Checkbox checked={page !== ''} onChange={(on) => change({ page: on ? STANDARD_PAGE : '' })}>
          {t('namespaces.hasCover')}
        </Checkbox>
        {page !== '' && (
          <Field label={t('namespaces.coverText')} hint={t('namespaces.coverHint')}>
            {(ids) => (
              <textarea
                {...ids}
                rows={8}
                spellCheck={false}
                value={page}
                onChange={(event) => change({ page: event.target.value })}
                className={cx(inputClasses, '!h-auto resize-y py-1 font-mono text-12')}
              />
            )}
          </Field>
        )}
      </fieldset>
    </>
  )
}
