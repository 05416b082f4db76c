import { useTranslation } from 'react-i18next'
import { type CustomfieldRecord, customfieldDelete, customfieldList } from '#contract/customfield.ts'
import { call } from '#web/api/call.ts'
import { useDeleteLater } from '#web/api/leaving.ts'
import { errorTypeOf } from '#web/api/refusal.ts'

/** Deletes a field after a time in which it can be undone. */
export function useDeleteField() {
  const { t } = useTranslation('fields')
  const deleteLater = useDeleteLater()
  return ({ uuid, name }: CustomfieldRecord) =>
    deleteLater({
      uuids: [uuid],
      remove: (field, options) => call(customfieldDelete, { uuid: field }, options),
      reads: [customfieldList],
      text: t('deleted', { name }),
      failed: (failures) => t(`refused.${errorTypeOf(failures[0]?.error) ?? 'failed'}`, t('refused.failed')),
    })
}
