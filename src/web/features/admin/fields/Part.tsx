import type { ReactNode } from 'react'
import type { CustomfieldRecord } from '#contract/customfield.ts'
import type { FieldDraft } from './field.ts'

/** What the parts of the form share. */
export interface FieldPart {
  draft: FieldDraft
  change: (part: Partial<FieldDraft>) => void
  /** The other fields of the object. */
  others: readonly CustomfieldRecord[]
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3 border-line border-t pt-3">
      <h3 className="font-strong text-12">{title}</h3>
      {children}
    </section>
  )
}
