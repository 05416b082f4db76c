import type { TFunction } from 'i18next'
import type { Formats } from '#web/ui/format/useFormats.ts'
import { type Filter, readList, unescapeLike } from './condition.ts'
import type { FilterField } from './field.ts'
import { type Period, readPeriod } from './period.ts'

function periodText(period: Period, t: TFunction<'studies'>, formats: Formats): string {
  switch (period.kind) {
    case 'today':
      return t('period.today')
    case 'yesterday':
      return t('period.yesterday')
    case 'last':
      return t('period.last', { count: period.days })
    case 'between': {
      const from = formats.dicomDate(period.from)
      const to = formats.dicomDate(period.to)
      if (period.from === '') return t('period.until', { to })
      if (period.to === '') return t('period.from', { from })
      return from === to ? from : t('period.between', { from, to })
    }
  }
}

function likeText(pattern: string, t: TFunction<'studies'>): string {
  const text = unescapeLike(pattern.replace(/^%/, '').replace(/(?<!\\)%$/, ''))
  return pattern.startsWith('%') ? t('text.contains', { text }) : t('text.starts', { text })
}

/** What the filters of one field say, in words. */
export function describeFilters(
  field: FilterField,
  filters: readonly Filter[],
  t: TFunction<'studies'>,
  formats: Formats,
): string {
  const [first] = filters
  if (!first) return ''
  const period = field.kind === 'date' ? readPeriod(filters) : undefined
  if (period) return periodText(period, t, formats)
  const labelOf = (value: string) => field.options?.find((option) => option.value === value)?.label ?? value
  return filters
    .map(({ condition, value }) => {
      if (field.kind === 'flag') return value === '1' ? t('yes') : t('no')
      if (condition === 'like') return likeText(value, t)
      if (condition !== 'in' && condition !== 'in_or_null')
        return t(`condition.${condition}`, { value: labelOf(value) })
      const items = readList(value)
      const said = field.standing === undefined ? condition : 'in'
      return items.length > 2
        ? t('condition.any', { count: items.length })
        : t(`condition.${said}`, { value: formats.list(items.map(labelOf)) })
    })
    .join(', ')
}
