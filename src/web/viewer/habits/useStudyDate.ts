import { useFormats } from '#web/ui/format/useFormats.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'

/** A study's date as it may be shown: the year alone while the patient stays hidden. */
export function useStudyDate(): (date: string | null | undefined) => string {
  const { dicomDate } = useFormats()
  const anonymous = useStore(useSession().ui, (ui) => ui.anonymous)
  return (date) => (anonymous ? (date ?? '').slice(0, 4) : dicomDate(date))
}
