import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Dialog } from './Dialog.tsx'
import { ErrorBar } from './Message.tsx'
import { SaveFooter } from './SaveFooter.tsx'
import { useToast } from './Toast.tsx'

/** A dialog of one form: it saves, closes and says so, or stays and says why not. */
export function FormDialog({
  title,
  words,
  edits,
  remove,
  onSave,
  refusal,
  onClose,
  children,
  beside,
}: {
  title: string
  words: { save: string; saving: string; saved: string }
  /** False where it may be looked at alone. */
  edits: boolean
  /** The way to delete what the form is about; undefined where there is none. */
  remove: { text: string; onClick: () => void } | undefined
  /** Rejects with why it was not saved. False where the form itself says what is wrong with it. */
  onSave: () => Promise<boolean>
  /** Why something was not saved, in words. */
  refusal: (error: unknown) => string
  onClose: () => void
  /** The fields. */
  children: ReactNode
  /** What is not saved with the form. */
  beside?: ReactNode
}) {
  const toast = useToast()
  const form = useId()
  const [refused, setRefused] = useState<string>()
  const [busy, setBusy] = useState(false)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefused(undefined)
    try {
      if (!(await onSave())) return
      onClose()
      toast({ text: words.saved })
    } catch (error) {
      setRefused(refusal(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      footer={
        <SaveFooter
          form={form}
          save={words.save}
          saving={busy ? words.saving : undefined}
          edits={edits}
          remove={remove}
        />
      }
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <form id={form} onSubmit={(event) => void save(event)}>
        <fieldset disabled={!edits} className="flex flex-col gap-3">
          {children}
        </fieldset>
      </form>
      {beside}
    </Dialog>
  )
}
