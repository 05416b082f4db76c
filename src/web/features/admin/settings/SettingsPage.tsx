import { useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { accountGet, accountSet } from '#contract/account.ts'
import { accountSettingsOverrides, type SettingOverride } from '#contract/account_override.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { EmptyState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { Select } from '#web/ui/Select.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'
import { allows, useAccount } from '../account.ts'
import { words } from '../roles/sections.ts'
import { SettingEditor } from './SettingEditor.tsx'
import { DELETE_VALUE, isSet, type SettingRow, SHOWN, type Shown, settingRows, shownText } from './setting.ts'

const isShown = (text: string | null): text is Shown => SHOWN.some((one) => one === text)

/** `/admin/settings`: all settings of the account, what they do, and who says otherwise. */
export function SettingsPage() {
  const { t } = useTranslation('admin')
  const cache = useQueryClient()
  const toast = useToast()
  const { uuid } = useAccount()
  const account = useAccount()
  const edits = allows(account, 'account_edit')
  const [params, setParams] = useSearchParams()
  const search = params.get('q') ?? ''
  const asked = params.get('show')
  const shown: Shown = isShown(asked) ? asked : 'all'
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(params)
    if (value === '') next.delete(name)
    else next.set(name, value)
    setParams(next, { replace: true })
  }
  const [typed, setTyped] = useTypedText(search, (text) => change('q', text))
  const { data } = useQuery(commandQuery(accountGet, { uuid }))
  const { data: found } = useQuery(commandQuery(accountSettingsOverrides, { account_id: uuid }))
  const overrides = useMemo(() => Map.groupBy(found?.overrides ?? [], ({ setting }) => setting), [found])
  if (!data) return null
  const values = data.settings
  const rows = settingRows(search, shown, values, new Set(overrides.keys()))

  const save = (row: SettingRow, value: unknown, undone = false) => {
    const before = isSet(row, values[row.name]) ? values[row.name] : DELETE_VALUE
    void call(accountSet, { uuid, settings: { [row.name]: value } })
      .then(() => cache.invalidateQueries({ queryKey: keyOf(accountGet) }))
      .then(() => {
        if (undone) return
        toast({
          text: t('settings.saved', { name: words(row.name) }),
          action: { label: t('undo'), run: () => save(row, before, true) },
        })
      })
      .catch((error: unknown) =>
        toast({
          kind: 'bad',
          text: t(`settings.refused.${errorTypeOf(error) ?? 'failed'}`, t('users.refused.failed')),
        }),
      )
  }

  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('settings.pageTitle')}</title>
      <PageHead
        title={t('nav.settings')}
        search={typed}
        onSearch={setTyped}
        searchText={t('settings.search')}
      >
        <div className="w-52">
          <Select
            label={t('settings.show')}
            quietLabel
            value={shown}
            onChange={(value) => change('show', value === 'all' ? '' : value)}
            options={SHOWN.map((value) => ({ value, label: t(`settings.shown.${value}`) }))}
          />
        </div>
        <span className="text-12 text-quiet tabular-nums">{t('settings.count', { count: rows.length })}</span>
      </PageHead>
      {rows.length === 0 ? (
        <EmptyState title={t('nothingFound')} />
      ) : (
        <ul className="min-h-0 grow overflow-y-auto px-3 pb-6">
          {rows.map((row) => (
            <Setting
              key={`${row.name} ${shownText(row, values[row.name])}`}
              row={row}
              value={values[row.name]}
              overrides={overrides.get(row.name) ?? []}
              edits={edits}
              onChange={(value) => save(row, value)}
            />
          ))}
        </ul>
      )}
    </div>
  )
}

const SHAPE = { works: 'done', passed: 'half', none: 'dashed' } as const

function Setting({
  row,
  value,
  overrides,
  edits,
  onChange,
}: {
  row: SettingRow
  value: unknown
  overrides: readonly SettingOverride[]
  edits: boolean
  onChange: (value: string | number) => void
}) {
  const { t } = useTranslation('admin')
  const id = useId()
  const own = isSet(row, value)
  const standard =
    row.type === 'flag' ? t(row.default === 1 ? 'settings.on' : 'settings.off') : String(row.default ?? '')
  return (
    <li className="grid grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,3fr)] items-start gap-4 border-line border-b py-2 max-md:grid-cols-1 max-md:gap-1">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <StatusShape shape={SHAPE[row.effect]} />
          <span id={id} className={row.effect === 'none' ? 'text-quiet' : 'font-medium'}>
            {words(row.name)}
          </span>
          {row.effect !== 'works' && <Badge>{t(`settings.effect.${row.effect}`)}</Badge>}
        </p>
        <p className="ps-5 font-mono text-11 text-quiet [overflow-wrap:anywhere]">{row.name}</p>
      </div>
      <div className="flex min-h-7 items-center">
        <SettingEditor row={row} value={value} labelledBy={id} disabled={!edits} onChange={onChange} />
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-12 text-quiet">
        {own && edits && (
          <IconButton
            label={t('settings.reset', { name: words(row.name) })}
            narrow
            onClick={() => onChange(DELETE_VALUE)}
          >
            <RotateCcw />
          </IconButton>
        )}
        <span>{standard === '' ? t('settings.noDefault') : t('settings.default', { value: standard })}</span>
        {row.override !== '' && (
          <span>
            {t('settings.mayOverride', {
              levels: [...row.override].map((level) => t(`settings.level.${level}`)).join(', '),
            })}
          </span>
        )}
        {overrides.map(({ level, uuid, name, value: over }) => (
          <Badge key={`${level} ${uuid}`}>
            {t(`settings.overriddenBy.${level}`, { name })}:{' '}
            {row.type === 'flag' ? t(over === 1 ? 'settings.on' : 'settings.off') : String(over)}
          </Badge>
        ))}
      </div>
    </li>
  )
}
