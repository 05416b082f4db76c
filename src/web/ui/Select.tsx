import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { cx } from './classes.ts'
import { Field, inputClasses } from './Field.tsx'

export interface Choice<V extends string> {
  value: V
  label: string
}

/** One of a short, known list. Longer lists are a Combobox. */
export function Select<V extends string>({
  label,
  quietLabel = false,
  value,
  onChange,
  options,
  disabled = false,
  error,
}: {
  label: string
  quietLabel?: boolean
  value: V
  onChange: (value: V) => void
  options: readonly Choice<V>[]
  disabled?: boolean
  error?: string | undefined
}) {
  return (
    <Field label={label} quietLabel={quietLabel} error={error}>
      {(ids) => (
        <Radix.Root
          value={value}
          onValueChange={(next) => {
            const option = options.find((candidate) => candidate.value === next)
            if (option) onChange(option.value)
          }}
          disabled={disabled}
        >
          <Radix.Trigger {...ids} className={cx(inputClasses, 'flex items-center gap-2 text-start')}>
            <span className="min-w-0 grow truncate">
              <Radix.Value />
            </span>
            <Radix.Icon asChild>
              <ChevronDown className="text-quiet" />
            </Radix.Icon>
          </Radix.Trigger>
          <Radix.Portal>
            <Radix.Content
              position="popper"
              sideOffset={4}
              collisionPadding={8}
              className="appear z-(--z-tip) max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-2 bg-raised shadow-lift"
            >
              <Radix.Viewport className="p-1">
                {options.map((option) => (
                  <Radix.Item
                    key={option.value}
                    value={option.value}
                    className="flex h-7 select-none items-center gap-2 rounded-1 px-2 outline-none data-[highlighted]:bg-press max-md:h-11"
                  >
                    <span className="min-w-0 grow truncate">
                      <Radix.ItemText>{option.label}</Radix.ItemText>
                    </span>
                    <Radix.ItemIndicator>
                      <Check />
                    </Radix.ItemIndicator>
                  </Radix.Item>
                ))}
              </Radix.Viewport>
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    </Field>
  )
}
