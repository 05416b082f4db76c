import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { anonymizationList } from '#contract/anonymization.ts'
import { namespaceAnonymize, namespaceCoverpage } from '#contract/namespace.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Select } from '#web/ui/Select.tsx'
import { AnonymisedFields } from '../AnonymisedFields.tsx'
import { useAccount } from '../account.ts'
import { type AnonymisedField, isAnonymised, rulesWith } from '../anonymise.ts'
import { CoverPage } from './CoverPage.tsx'

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
  /** A profile of the account; empty for rules of the namespace's own. */
  profile?: string
  fields?: readonly AnonymisedField[]
  ask?: boolean
  page?: string
}

/** What is done to studies that come into a namespace: whose data is replaced, and whether a page is put before them. */
export function useIncoming(uuid: string) {
  const rules = useQuery(commandQuery(namespaceAnonymize, { uuid })).data
  const stored = useQuery(commandQuery(namespaceCoverpage, { uuid })).data?.coverpage
  const [draft, setDraft] = useState<Draft>({})
  const profile = draft.profile ?? rules?.anonymization_id ?? ''
  const fields = draft.fields ?? Object.keys(rules?.rules ?? {}).filter(isAnonymised)
  /** Either a profile or rules of its own: the other goes. */
  const replaced = () => {
    if (draft.profile === undefined && draft.fields === undefined) return {}
    return profile === ''
      ? { rules: rulesWith(fields, rules?.rules), anonymization_id: '' }
      : { rules: {}, anonymization_id: profile }
  }
  return {
    uuid,
    ready: rules !== undefined && stored !== undefined,
    profile,
    fields,
    ask: draft.ask ?? rules?.prompt_for_anonymize === 1,
    page: draft.page ?? stored ?? '',
    change: (part: Draft) => setDraft((before) => ({ ...before, ...part })),
    async save(): Promise<void> {
      const { ask, page } = draft
      if (draft.profile !== undefined || draft.fields || ask !== undefined)
        await call(namespaceAnonymize, {
          uuid,
          ...replaced(),
          ...(ask === undefined ? {} : { prompt_for_anonymize: ask ? (1 as const) : (0 as const) }),
        })
      if (page !== undefined && page !== stored) await call(namespaceCoverpage, { uuid, coverpage: page })
    },
  }
}

export function Incoming({ incoming }: { incoming: ReturnType<typeof useIncoming> }) {
  const { t } = useTranslation('admin')
  const account_id = useAccount().uuid
  const profiles =
    useQuery(commandQuery(anonymizationList, { account_id, sort_by: 'name-asc', 'page.rows': 1000 })).data
      ?.anonymization_profiles ?? []
  const { uuid, fields, ask, page, profile, change } = incoming
  return (
    <>
      <fieldset className="flex min-w-0 flex-col gap-1">
        <legend className="mb-1 font-strong text-13">{t('namespaces.anonymise')}</legend>
        {profiles.length > 0 && (
          <Select
            label={t('namespaces.replacedBy')}
            value={profile}
            onChange={(next) => change({ profile: next })}
            options={[
              { value: '', label: t('namespaces.noProfile') },
              ...profiles.map((one) => ({
                value: one.uuid,
                label: t('namespaces.ofProfile', { name: one.name }),
              })),
            ]}
          />
        )}
        {profile === '' && <AnonymisedFields fields={fields} onChange={(next) => change({ fields: next })} />}
        {(profile !== '' || fields.length > 0) && (
          <Checkbox checked={ask} onChange={(on) => change({ ask: on })}>
            {t('namespaces.askAnonymise')}
          </Checkbox>
        )}
      </fieldset>
      <fieldset className="flex min-w-0 flex-col gap-1">
        <legend className="mb-1 font-strong text-13">{t('namespaces.cover')}</legend>
        <Checkbox checked={page !== ''} onChange={(on) => change({ page: on ? STANDARD_PAGE : '' })}>
          {t('namespaces.hasCover')}
        </Checkbox>
        {page !== '' && <CoverPage uuid={uuid} text={page} onChange={(next) => change({ page: next })} />}
      </fieldset>
    </>
  )
}
