import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import {
  Building2,
  CircleQuestionMark,
  ClipboardList,
  Folder,
  Inbox,
  Languages,
  List,
  LogOut,
  Search,
  Settings,
  ShieldUser,
  SunMoon,
  UsersRound,
} from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { studyList } from '#contract/study/list.ts'
import { useAccountsWith } from '#web/api/accounts.ts'
import { commandQuery } from '#web/api/query.ts'
import { useUser } from '#web/api/user.ts'
import { useAdministered } from '#web/features/admin/account.ts'
import { pagesOf } from '#web/features/admin/pages.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { LANGUAGES } from '../i18n.ts'
import { useAppearance } from '../profile/useAppearance.ts'
import { signOut } from '../sign-out.ts'
import { THEMES } from '../theme.ts'

const FOUND = 8
const SHORTEST = 2

function Entry({
  icon,
  text,
  note,
  onSelect,
}: {
  icon: ReactNode
  text: string
  note?: string
  onSelect: () => void
}) {
  return (
    <Command.Item
      value={`${text} ${note ?? ''}`}
      onSelect={onSelect}
      className="flex h-8 items-center gap-2 rounded-1 px-2 text-quiet data-[selected=true]:bg-press max-md:h-11"
    >
      {icon}
      <span className="min-w-0 grow truncate text-ink">{text}</span>
      {note !== undefined && <span className="min-w-0 shrink truncate text-12">{note}</span>}
    </Command.Item>
  )
}

const headings =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-quiet'

/** Ctrl or Cmd K: any study, namespace, command or setting. */
export function Palette({
  open,
  onOpenChange,
  onShortcuts,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  onShortcuts: () => void
}) {
  const { t } = useTranslation('app')
  const navigate = useNavigate()
  const formats = useFormats()
  const { namespaces } = useUser()
  const orders = useAccountsWith('order_view').length > 0
  const patients = useAccountsWith('patient_view').length > 0
  const { t: ofAdmin } = useTranslation('admin')
  const [administered] = useAdministered().accounts
  const { setTheme, setLanguage } = useAppearance()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState('')
  const typed = useDeferredValue(search.trim())
  const { data: found, isFetching } = useQuery({
    ...commandQuery(studyList, { 'filter.SMART_SEARCH.equals': typed, 'page.rows': FOUND }),
    enabled: open && typed.length >= SHORTEST,
    placeholderData: (before) => before,
  })

  // What is found is what was looked for: the first study is the one that Enter opens.
  const first = found?.studies[0]?.uuid
  useEffect(() => {
    if (first !== undefined) setChosen(first)
  }, [first])

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      onOpenChange(true)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [onOpenChange])

  const run = (action: () => unknown) => () => {
    onOpenChange(false)
    setSearch('')
    void action()
  }

  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="appear fixed inset-0 z-(--z-scrim) bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed inset-x-0 top-[12vh] z-(--z-dialog) mx-auto w-[calc(100vw-32px)] max-w-[560px] overflow-hidden rounded-2 bg-raised shadow-lift outline-none"
        >
          <Dialog.Title className="sr-only">{t('palette.open')}</Dialog.Title>
          <Command label={t('palette.open')} loop value={chosen} onValueChange={setChosen}>
            <div className="flex items-center gap-2 border-line border-b px-4">
              <Search className="text-quiet" />
              <Command.Input
                value={search}
                onValueChange={setSearch}
                placeholder={t('palette.open')}
                className="h-11 min-w-0 grow bg-transparent outline-none"
              />
              {isFetching && <span className="text-12 text-quiet">{t('palette.searching')}</span>}
            </div>
            <Command.List className={`max-h-[60vh] overflow-y-auto p-2 ${headings}`}>
              <Command.Empty className="px-2 py-3 text-quiet">{t('palette.none')}</Command.Empty>
              {typed.length >= SHORTEST && found !== undefined && found.studies.length > 0 && (
                <Command.Group heading={t('palette.studies')}>
                  {found.studies.map((study) => (
                    <Command.Item
                      key={study.uuid}
                      value={study.uuid}
                      keywords={[search]}
                      onSelect={run(() => navigate(`/studies/${study.uuid}/view`))}
                      className="flex h-8 items-center gap-2 rounded-1 px-2 text-12 data-[selected=true]:bg-press max-md:h-11"
                    >
                      <span className="w-8 font-mono text-11 text-quiet">{study.modality}</span>
                      <span className="min-w-0 shrink-0 truncate font-medium">
                        {formats.personName(study.patient_name)}
                      </span>
                      <span className="min-w-0 grow truncate text-quiet">{study.study_description}</span>
                      <span className="text-quiet tabular-nums">{formats.dicomDate(study.study_date)}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading={t('palette.commands')}>
                <Entry icon={<List />} text={t('rail.worklist')} onSelect={run(() => navigate('/studies'))} />
                <Entry
                  icon={<Folder />}
                  text={t('rail.folders')}
                  onSelect={run(() => navigate('/folders'))}
                />
                {orders && (
                  <Entry
                    icon={<ClipboardList />}
                    text={t('rail.orders')}
                    onSelect={run(() => navigate('/orders'))}
                  />
                )}
                {patients && (
                  <Entry
                    icon={<UsersRound />}
                    text={t('rail.patients')}
                    onSelect={run(() => navigate('/patients'))}
                  />
                )}
                <Entry icon={<Inbox />} text={t('rail.inbox')} onSelect={run(() => navigate('/inbox'))} />
                {administered &&
                  pagesOf(administered).map(({ to, label }) => (
                    <Entry
                      key={to}
                      icon={<ShieldUser />}
                      text={ofAdmin(label)}
                      note={t('rail.admin')}
                      onSelect={run(() => navigate(to))}
                    />
                  ))}
                <Entry
                  icon={<Settings />}
                  text={t('rail.settings')}
                  onSelect={run(() => navigate('/settings'))}
                />
                <Entry icon={<CircleQuestionMark />} text={t('rail.shortcuts')} onSelect={run(onShortcuts)} />
                {THEMES.map((theme) => (
                  <Entry
                    key={theme}
                    icon={<SunMoon />}
                    text={t(`theme.${theme}`)}
                    note={t('profile.theme')}
                    onSelect={run(() => setTheme(theme))}
                  />
                ))}
                {LANGUAGES.map(({ value, label }) => (
                  <Entry
                    key={value}
                    icon={<Languages />}
                    text={label}
                    note={t('profile.language')}
                    onSelect={run(() => setLanguage(value))}
                  />
                ))}
                <Entry icon={<LogOut />} text={t('user.signOut')} onSelect={run(signOut)} />
              </Command.Group>
              <Command.Group heading={t('palette.namespaces')}>
                {namespaces.map(({ uuid, name }) => (
                  <Entry
                    key={uuid}
                    icon={<Building2 />}
                    text={name}
                    onSelect={run(() => navigate(`/studies?namespace=${uuid}`))}
                  />
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
