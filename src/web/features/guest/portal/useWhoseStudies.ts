import { useTranslation } from 'react-i18next'
import { useUser } from '#web/api/user.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'

/** The patient whose studies these are, with the date of birth, in one line. */
export function useWhoseStudies(): string {
  const { t } = useTranslation('portal')
  const formats = useFormats()
  const { guest } = useUser()
  const born = guest?.birth_date
  return [guest?.patient_name, born ? t('born', { date: formats.dicomDate(born.replaceAll('-', '')) }) : '']
    .filter((part) => part)
    .join(', ')
}
