import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '#web/ui/Button.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Conditions } from './Conditions.tsx'
import type { RulePart } from './rule.ts'

/** Values in their order, each with the conditions under which it holds; rows are added, changed and taken out. */
export function ConditionedRows<Row extends { parts: readonly RulePart[] }>({
  rows,
  fields,
  blank,
  fresh,
  words,
  value,
  onChange,
}: {
  rows: readonly Row[]
  /** What a condition can be about. */
  fields: readonly { value: string; label: string }[]
  /** A condition that is added. */
  blank: () => RulePart
  /** A row that is added. */
  fresh: () => Row
  words: { add: string; remove: string }
  /** Edits what holds under the conditions. */
  value: (row: Row, change: (part: Partial<Row>) => void) => ReactNode
  onChange: (rows: readonly Row[]) => void
}) {
  const set = (place: number, part: Partial<Row>) =>
    onChange(rows.map((row, at) => (at === place ? { ...row, ...part } : row)))
  return (
    <>
      <ol className="flex flex-col gap-2">
        {rows.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the order, and has no other name.
          <li key={place} className="flex flex-col gap-2 rounded-2 border border-line p-2">
            <div className="flex items-end gap-2">
              <div className="grow">{value(row, (part) => set(place, part))}</div>
              <IconButton label={words.remove} onClick={() => onChange(rows.filter((_, at) => at !== place))}>
                <X />
              </IconButton>
            </div>
            <Conditions
              parts={row.parts}
              fields={fields}
              onChange={(parts) => onChange(rows.map((one, at) => (at === place ? { ...one, parts } : one)))}
              blank={blank}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button size="small" icon={<Plus className="!size-3" />} onClick={() => onChange([...rows, fresh()])}>
          {words.add}
        </Button>
      </div>
    </>
  )
}
