import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomfieldRecord } from '#contract/customfield.ts'
import { tagList } from '#contract/tag.ts'
import { commandQuery } from '#web/api/query.ts'
import { useUser } from '#web/api/user.ts'
import { labelOf, optionsOf } from '#web/ui/customfield/customfield.ts'
import { useStudyCustomfields, useStudyStatuses } from '../account.ts'
import type { FieldKind, FilterField } from './field.ts'

/** Modalities that people ask for most (PS3.16 CID 29); any other can be typed. */
const MODALITIES = ['CR', 'CT', 'DX', 'ES', 'MG', 'MR', 'NM', 'OT', 'PT', 'RF', 'SR', 'US', 'XA']
const SEXES = ['M', 'F', 'O'] as const

const CUSTOM_KINDS: Readonly<Record<string, FieldKind>> = {
  number: 'number',
  date: 'date',
  bool: 'flag',
  checkbox: 'flag',
  select: 'choice',
  radio: 'choice',
}

const same = (values: readonly string[]) => values.map((value) => ({ value, label: value }))

const customField = (field: CustomfieldRecord): FilterField => ({
  id: `customfield-${field.uuid}`,
  label: labelOf(field),
  kind: CUSTOM_KINDS[field.type] ?? 'text',
  options: optionsOf(field.options).values,
})

/** Everything that the worklist can be filtered by. */
export function useFilterFields(): readonly FilterField[] {
  const { t } = useTranslation('studies')
  const { namespaces } = useUser()
  const statuses = useStudyStatuses()
  const customfields = useStudyCustomfields()
  const tags = useQuery(commandQuery(tagList, { object: 'Study' })).data?.tags
  return useMemo(() => {
    const field = (id: string, kind: FieldKind, more: Partial<FilterField> = {}): FilterField => ({
      id,
      label: t(`field.${id}`),
      kind,
      ...more,
    })
    return [
      field('patient_name', 'text'),
      field('patientid', 'text'),
      field('patient_sex', 'choice', {
        options: SEXES.map((value) => ({ value, label: t(`sex.${value}`) })),
      }),
      field('patient_birth_date', 'date'),
      field('study_description', 'text'),
      field('modality', 'choice', { options: same(MODALITIES), open: true }),
      field('study_date', 'date'),
      field('accession_number', 'text'),
      field('study_status', 'choice', {
        options: same(statuses.words),
        open: true,
        standing: statuses.standing,
      }),
      field('referring_physician', 'text'),
      field('tags', 'choice', { options: same(tags ?? []), open: true }),
      field('phi_namespace', 'choice', {
        options: namespaces.map(({ uuid, name }) => ({ value: uuid, label: name })),
      }),
      field('created', 'date'),
      field('updated', 'date'),
      field('image_count', 'number'),
      field('size', 'number'),
      field('attachment_count', 'number'),
      field('star', 'flag'),
      field('phantom', 'flag'),
      field('study_uid', 'text'),
      ...customfields.map(customField),
    ]
  }, [t, statuses, tags, namespaces, customfields])
}
