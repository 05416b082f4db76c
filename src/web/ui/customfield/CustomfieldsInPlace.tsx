import { useState } from 'react'
import { Customfields } from './Customfields.tsx'
import { type Customfield, faultOf, sentValue } from './customfield.ts'
import { useCustomfieldDraft } from './useCustomfieldDraft.ts'

/** Custom fields that are saved one by one as they are left, without a form around them. */
export function CustomfieldsInPlace({
  fields: stored,
  disabled = false,
  onSave,
  search,
}: {
  fields: readonly (Customfield & { value: string | boolean | null })[]
  disabled?: boolean
  /** Resolves when the value is stored and read again, or to words for why it was not. */
  onSave: (uuid: string, value: string) => Promise<string | undefined>
  search?: (uuid: string, text: string) => Promise<readonly string[]>
}) {
  const { fields, values, change, forget } = useCustomfieldDraft(stored)
  const [failures, setFailures] = useState<Readonly<Record<string, string | undefined>>>({})
  const save = async (uuid: string, value: string) => {
    const field = stored.find((one) => one.uuid === uuid)
    if (!field || faultOf(field, value) || value === sentValue(field.value)) return
    const failure = await onSave(uuid, value)
    setFailures((before) => ({ ...before, [uuid]: failure }))
    if (failure === undefined) forget(uuid)
  }
  const faultShown = ({ uuid, value, ...field }: (typeof stored)[number]) => {
    const words = failures[uuid]
    if (words !== undefined) return { text: words }
    const now = values[uuid] ?? ''
    return now === sentValue(value) ? undefined : faultOf({ uuid, ...field }, now)
  }
  return (
    <Customfields
      fields={fields}
      values={values}
      faults={Object.fromEntries(stored.map((field) => [field.uuid, faultShown(field)]))}
      disabled={disabled}
      onChange={change}
      onSettled={(uuid, value) => void save(uuid, value)}
      {...(search ? { search } : {})}
    />
  )
}
