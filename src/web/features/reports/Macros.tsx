import { useQuery } from '@tanstack/react-query'
import { Plus, Trash } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ANY,
  type RadreportMacro,
  radreportmacroDelete,
  radreportmacroList,
} from '#contract/radreportmacro.ts'
import { call } from '#web/api/call.ts'
import { useDeleteLater, useLeaving } from '#web/api/leaving.ts'
import { commandQuery } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { KeyCap } from '#web/ui/KeyCap.tsx'
import { MacroDialog } from './MacroDialog.tsx'

/** The macros that a reader keeps in an account. */
export function Macros({ account_id }: { account_id: string }) {
  const { t } = useTranslation('reports')
  const { data } = useQuery(commandQuery(radreportmacroList, { account_id, 'page.rows': 500 }))
  const deleteLater = useDeleteLater()
  const leaving = useLeaving()
  const [opened, setOpened] = useState<RadreportMacro | 'new'>()
  const macros = data?.macros.filter(({ uuid }) => !leaving.has(uuid)) ?? []
  const remove = ({ uuid, name }: RadreportMacro) =>
    deleteLater({
      uuids: [uuid],
      remove: (one, options) => call(radreportmacroDelete, { uuid: one }, options),
      reads: [radreportmacroList],
      text: t('macro.deleted', { name }),
      failed: () => t('refused.failed'),
    })
  return (
    <>
      <p className="text-12 text-quiet">{t('macro.text')}</p>
      <ul className="mt-2">
        {macros.map((macro) => (
          <li
            key={macro.uuid}
            className="flex min-h-9 items-center gap-2 border-line border-b max-md:min-h-11"
          >
            <button
              type="button"
              onClick={() => setOpened(macro)}
              className="min-w-0 truncate text-start font-medium hover:underline max-md:min-h-11"
            >
              {macro.name}
            </button>
            {macro.hotkey && <KeyCap>{`.${macro.hotkey}`}</KeyCap>}
            <span className="min-w-0 grow truncate text-12 text-quiet">
              {[macro.modality, macro.type].filter((part) => part !== ANY && part !== '').join(' · ')}
            </span>
            <IconButton label={t('macro.delete', { name: macro.name })} narrow onClick={() => remove(macro)}>
              <Trash className="!size-3.5" />
            </IconButton>
          </li>
        ))}
      </ul>
      {data && macros.length === 0 && <p className="py-2">{t('macro.none')}</p>}
      <Button className="mt-3" icon={<Plus className="!size-3.5" />} onClick={() => setOpened('new')}>
        {t('macro.add')}
      </Button>
      {opened !== undefined && (
        <MacroDialog
          key={opened === 'new' ? 'new' : opened.uuid}
          account_id={account_id}
          macro={opened === 'new' ? undefined : opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}
