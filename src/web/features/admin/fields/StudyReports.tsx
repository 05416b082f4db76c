import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { customfieldList } from '#contract/customfield.ts'
import { commandQuery } from '#web/api/query.ts'
import { Select } from '#web/ui/Select.tsx'
import { useAccount } from '../account.ts'
import { Lines } from './Lines.tsx'
import { type FieldPart, Part } from './Part.tsx'

const MOST = 1000

/** The structured report and the order that a field of studies takes its value from. */
export function StudyReports({ draft, change }: FieldPart) {
  const { t } = useTranslation('fields')
  const account = useAccount()
  const { data } = useQuery(
    commandQuery(customfieldList, {
      account_id: account.uuid,
      'filter.object.equals': 'Order',
      sort_by: 'display_order-asc,name-asc',
      'page.rows': MOST,
    }),
  )
  const fields = data?.customfields ?? []
  return (
    <Part title={t('reports')}>
      {draft.report !== undefined && (
        <Lines
          label={t('report')}
          hint={t('reportHint')}
          value={draft.report}
          onChange={(report) => change({ report })}
        />
      )}
      {(fields.length > 0 || draft.order_field !== '') && (
        <Select
          label={t('orderField')}
          value={draft.order_field}
          onChange={(order_field) => change({ order_field })}
          options={[
            { value: '', label: t('noOrderField') },
            ...fields.map(({ uuid, name }) => ({ value: uuid, label: name })),
          ]}
        />
      )}
    </Part>
  )
}
