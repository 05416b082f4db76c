import { Button } from './Button.tsx'

interface SaveFooterProps {
  /** The id of the form that is sent. */
  form: string
  save: string
  /** What is said instead while it is being saved. */
  saving: string | undefined
  /** The way to delete what the dialog shows; undefined where there is none. */
  remove?: { text: string; onClick: () => void } | undefined
  /** False where it may be deleted but not changed. */
  edits?: boolean
}

/** The foot of a dialog that changes one thing: deleting it on the left, saving it on the right. */
export function SaveFooter({ form, save, saving, remove, edits = true }: SaveFooterProps) {
  return (
    <>
      {remove && (
        <Button look="plain" size="large" className="hover:!text-bad" onClick={remove.onClick}>
          {remove.text}
        </Button>
      )}
      <span className="grow" />
      {edits && (
        <Button look="primary" size="large" type="submit" form={form} busy={saving}>
          {save}
        </Button>
      )}
    </>
  )
}
