import { useTranslation } from 'react-i18next'
import type { RoleRecord } from '#contract/role.ts'
import { cx } from '#web/ui/classes.ts'

/** The roles of an account beside what they may do; where there is no room for it, a field takes its place. */
export function RoleNames({
  roles,
  chosen,
  onChoose,
}: {
  roles: readonly RoleRecord[]
  chosen: string
  onChoose: (uuid: string) => void
}) {
  const { t } = useTranslation('admin')
  return (
    <nav
      aria-label={t('nav.roles')}
      className="w-52 shrink-0 overflow-y-auto border-line border-e p-2 max-lg:hidden"
    >
      <ul>
        {roles.map(({ uuid, name }) => (
          <li key={uuid}>
            <button
              type="button"
              aria-current={uuid === chosen ? 'true' : undefined}
              onClick={() => onChoose(uuid)}
              className={cx(
                'flex min-h-8 w-full items-center rounded-2 px-2 py-1 text-start hover:bg-hover',
                uuid === chosen && 'bg-press font-medium',
              )}
            >
              <span className="truncate">{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
