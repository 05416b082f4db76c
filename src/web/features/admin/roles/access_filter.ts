/** An access filter's hash as conditions that can be shown and chosen. */

export const FILTER_FIELDS = [
  'modality',
  'tags',
  'study_status',
  'source',
  'referring_physician',
  'study_description',
  'patientid',
  'accession_number',
  'study_date',
  'is_frozen',
] as const
export type FilterField = (typeof FILTER_FIELDS)[number]

export const FILTER_CONDITIONS = ['equals', 'not_equals', 'like', 'lt', 'gt'] as const
export type FilterCondition = (typeof FILTER_CONDITIONS)[number]

/** What a filter most often takes; `study_view` hides the study altogether. */
export const FILTER_TAKES = [
  'study_view',
  'study_browse',
  'study_download',
  'study_share',
  'study_edit',
  'study_delete',
  'study_report_view',
  'link_edit',
] as const

export interface FilterPart {
  field: string
  condition: string
  value: string
}

/** `{ "filter.modality.equals": "US" }`, with or without `filter.`. */
export function conditionsOf(filter: Readonly<Record<string, unknown>>): FilterPart[] {
  return Object.entries(filter).map(([name, value]) => {
    const parts = name.replace(/^filter\./, '').split('.')
    const condition = parts.pop() ?? ''
    return {
      field: parts.join('.'),
      condition,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    }
  })
}

/** A part of a text is looked for by `like`, whose own signs are plain letters here. */
export const filterOf = (parts: readonly FilterPart[]): Record<string, string> =>
  Object.fromEntries(
    parts
      .filter(({ value }) => value.trim() !== '')
      .map(({ field, condition, value }) => [
        `filter.${field}.${condition}`,
        condition === 'like' ? `%${value.trim().replaceAll(/[\\%_]/g, '\\$&')}%` : value.trim(),
      ]),
  )
