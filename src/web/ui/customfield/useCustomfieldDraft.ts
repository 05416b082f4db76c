import { useState } from 'react'
import {
  type Customfield,
  type CustomfieldFault,
  type CustomfieldValues,
  faultOf,
  isShown,
  sentValue,
} from './customfield.ts'

/** The values of a form's custom fields while it is open, and what of them is sent. */
export function useCustomfieldDraft(
  fields: readonly (Customfield & { value: string | boolean | null })[] | undefined,
) {
  const [draft, setDraft] = useState<CustomfieldValues>({})
  const [checked, setChecked] = useState(false)
  const all = fields ?? []
  const kept = Object.fromEntries(all.map(({ uuid, value }) => [uuid, sentValue(value)]))
  const values: CustomfieldValues = { ...kept, ...draft }
  const faults: Record<string, CustomfieldFault | undefined> = Object.fromEntries(
    all
      .filter((field) => isShown(field, values))
      .map((field) => [field.uuid, faultOf(field, values[field.uuid] ?? '')]),
  )
  const asked = all.filter((field) => field.type !== 'calculated')
  return {
    fields: all,
    values,
    /** Shown from the first try to send on. */
    faults: checked ? faults : {},
    change: (uuid: string, value: string) => setDraft((before) => ({ ...before, [uuid]: value })),
    /** What was typed there is saved, or given up. */
    forget: (uuid: string) =>
      setDraft((before) => Object.fromEntries(Object.entries(before).filter(([name]) => name !== uuid))),
    /** Whether everything can be sent; says what can not from then on. */
    check(): boolean {
      setChecked(true)
      return Object.values(faults).every((fault) => fault === undefined)
    },
    /** What was changed, or for a new object what there is. A field that is no longer asked for is emptied. */
    parameters: (isNew = false): Record<`customfield-${string}`, string> =>
      Object.fromEntries(
        asked
          .map((field) => ({
            field,
            value: isShown(field, values) ? (values[field.uuid] ?? '') : '',
          }))
          .filter(({ field, value }) => value !== (isNew ? '' : kept[field.uuid]))
          .map(({ field, value }) => [`customfield-${field.uuid}`, value]),
      ),
  }
}
