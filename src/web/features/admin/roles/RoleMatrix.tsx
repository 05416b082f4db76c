import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission } from '#contract/permission.ts'
import type { RoleRecord } from '#contract/role.ts'
import { cx } from '#web/ui/classes.ts'
import { isOn, type PermissionSection, parentOf, words } from './sections.ts'

interface RoleMatrixProps {
  role: RoleRecord
  /** The role that stands beside it. */
  other: RoleRecord | undefined
  sections: readonly PermissionSection[]
  edits: boolean
  /** All of it is open: somebody looks for something. */
  searching: boolean
  onChange: (permission: Permission, on: boolean) => void
}

/** What a role may do, by what it is about, and what another one may; where they differ it says so. */
export function RoleMatrix({ role, other, sections, edits, searching, onChange }: RoleMatrixProps) {
  const { t } = useTranslation('admin')
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const toggle = (name: string) =>
    setClosed((before) => {
      const after = new Set(before)
      if (!after.delete(name)) after.add(name)
      return after
    })
  const columns = other ? [role, other] : [role]

  return (
    <table className="w-full table-fixed border-collapse">
      <thead className="sticky top-0 z-10 bg-ground text-quiet">
        <tr className="border-line border-b">
          <th scope="col" className="px-3 py-2 text-start font-normal">
            {t('roles.permission')}
          </th>
          {columns.map(({ uuid, name }, place) => (
            <th
              key={uuid}
              scope="col"
              className={cx(
                'w-36 truncate border-line border-s px-2 py-2 max-md:w-24',
                place === 0 ? 'font-strong text-ink' : 'font-normal',
              )}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      {sections.map(({ name, permissions }) => {
        const open = searching || !closed.has(name)
        return (
          <tbody key={name}>
            <tr className="border-line border-b">
              <th scope="rowgroup" className="text-start font-strong">
                <button
                  type="button"
                  aria-expanded={open}
                  disabled={searching}
                  onClick={() => toggle(name)}
                  className="flex min-h-8 w-full items-center gap-1.5 px-2 hover:bg-hover max-md:min-h-11"
                >
                  {open ? (
                    <ChevronDown aria-hidden="true" className="!size-3.5 shrink-0 text-quiet" />
                  ) : (
                    <ChevronRight aria-hidden="true" className="!size-3.5 shrink-0 text-quiet" />
                  )}
                  {words(name)}
                </button>
              </th>
              {columns.map((one) => (
                <td
                  key={one.uuid}
                  className="border-line border-s px-2 text-center text-12 text-quiet tabular-nums"
                >
                  {t('roles.on', {
                    on: permissions.filter((permission) => isOn(one, permission)).length,
                    all: permissions.length,
                  })}
                </td>
              ))}
            </tr>
            {open &&
              permissions.map((permission) => (
                <PermissionRow
                  key={permission}
                  permission={permission}
                  role={role}
                  other={other}
                  edits={edits}
                  onChange={onChange}
                />
              ))}
          </tbody>
        )
      })}
    </table>
  )
}

function PermissionRow({
  permission,
  role,
  other,
  edits,
  onChange,
}: Pick<RoleMatrixProps, 'role' | 'other' | 'edits' | 'onChange'> & { permission: Permission }) {
  const { t } = useTranslation('admin')
  const parent = parentOf(permission)
  const idle = parent !== undefined && !isOn(role, parent)
  const differs = other !== undefined && isOn(role, permission) !== isOn(other, permission)
  const label = words(permission)
  return (
    <tr className="border-line border-b hover:bg-hover">
      <th
        scope="row"
        className={cx('px-3 text-start font-normal', parent === undefined ? 'ps-7.5' : 'ps-12')}
      >
        <span className="flex min-h-8 items-center gap-2 max-md:min-h-11">
          <span className={cx('min-w-0 truncate max-md:whitespace-normal', idle && 'text-quiet')}>
            {label}
          </span>
          <code className="truncate font-mono text-11 text-quiet max-lg:hidden">{permission}</code>
          {idle && isOn(role, permission) && (
            <span className="shrink-0 text-11 text-quiet max-md:hidden">
              {t('roles.idle', { parent: words(parent) })}
            </span>
          )}
          <span className="grow" />
          {differs && <span className="shrink-0 text-11 text-accent-text">{t('roles.differs')}</span>}
        </span>
      </th>
      <td className={cx('border-line border-s text-center', differs && 'bg-press')}>
        <input
          type="checkbox"
          className="check-box align-middle"
          aria-label={label}
          checked={isOn(role, permission)}
          disabled={!edits}
          onChange={(event) => onChange(permission, event.target.checked)}
        />
      </td>
      {other && (
        <td className={cx('border-line border-s text-center', differs && 'bg-press')}>
          <input
            type="checkbox"
            className="check-box align-middle"
            aria-label={t('roles.ofOther', { permission: label, role: other.name })}
            checked={isOn(other, permission)}
            disabled
            readOnly
          />
        </td>
      )}
    </tr>
  )
}
