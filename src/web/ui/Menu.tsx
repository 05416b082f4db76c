import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from './classes.ts'
import { KeyCap } from './KeyCap.tsx'

const panel =
  'appear z-(--z-menu) max-h-(--radix-dropdown-menu-content-available-height) min-w-44 max-w-80 overflow-y-auto rounded-2 bg-raised p-1 shadow-lift'
const row =
  'flex h-7 max-md:h-11 select-none items-center gap-2 rounded-1 px-2 outline-none data-[highlighted]:bg-press data-[disabled]:text-off'

/** What opens under a button. */
export function Menu({
  trigger,
  align = 'start',
  side = 'bottom',
  children,
}: {
  trigger: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom' | 'right'
  children: ReactNode
}) {
  const { t } = useTranslation('ui')
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <section aria-label={t('menu')}>
          <Radix.Content align={align} side={side} sideOffset={4} collisionPadding={8} className={panel}>
            {children}
          </Radix.Content>
        </section>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function MenuItem({
  icon,
  keys,
  danger = false,
  disabled = false,
  onSelect,
  children,
}: {
  icon?: ReactNode
  keys?: string
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <Radix.Item
      disabled={disabled}
      onSelect={onSelect}
      className={cx(row, danger && 'data-[highlighted]:text-bad')}
    >
      {icon}
      <span className="min-w-0 grow truncate">{children}</span>
      {keys !== undefined && <KeyCap>{keys}</KeyCap>}
    </Radix.Item>
  )
}

/** One of several, with a tick at the one that holds. */
export function MenuChoice({
  value,
  onChange,
  options,
}: {
  value: string
  onChange: (value: string) => void
  options: readonly { value: string; label: string; icon?: ReactNode }[]
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={row}>
          <span className="w-4">
            <Radix.ItemIndicator>
              <Check />
            </Radix.ItemIndicator>
          </span>
          {option.icon}
          <span className="min-w-0 grow truncate">{option.label}</span>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}

/** Something that is on or off, with a tick while it is on; the menu stays open for the next one. */
export function MenuCheck({
  checked,
  keys,
  disabled = false,
  onChange,
  children,
}: {
  checked: boolean
  keys?: string
  disabled?: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
}) {
  return (
    <Radix.CheckboxItem
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={row}
    >
      <span className="w-4">
        <Radix.ItemIndicator>
          <Check />
        </Radix.ItemIndicator>
      </span>
      <span className="min-w-0 grow truncate">{children}</span>
      {keys !== undefined && <KeyCap>{keys}</KeyCap>}
    </Radix.CheckboxItem>
  )
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className="px-2 py-1.5 font-medium text-11 text-quiet">{children}</Radix.Label>
)

export const MenuSeparator = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
