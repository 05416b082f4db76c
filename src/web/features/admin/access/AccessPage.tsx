import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountUserList } from '#contract/account_user.ts'
import { type AccessPath, studyAccessExplain } from '#contract/study/access.ts'
import { studyList } from '#contract/study/list.ts'
import { commandQuery } from '#web/api/query.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { cx } from '#web/ui/classes.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'
import { contains } from '../AdminTable.tsx'
import { useAccount } from '../account.ts'

const MOST = 20

/** `/admin/access`: why somebody sees a study, or why not, as the access layer decides it. */
export function AccessPage() {
  const { t } = useTranslation('access')
  const { uuid: account_id } = useAccount()
  const formats = useFormats()
  const [user, setUser] = useState('')
  const [study, setStudy] = useState('')
  const [userSearch, setUserSearch] = useState('')
  const [studySearch, setStudySearch] = useState('')
  const [, setTypedUser] = useTypedText(userSearch, setUserSearch)
  const [, setTypedStudy] = useTypedText(studySearch, setStudySearch)
  const users = useQuery(
    commandQuery(accountUserList, {
      uuid: account_id,
      'page.rows': MOST,
      ...contains('user_name', userSearch),
    }),
  )
  const studies = useQuery(
    commandQuery(studyList, {
      'page.rows': MOST,
      'filter.account_id.equals': account_id,
      ...(studySearch === '' ? {} : { 'filter.SMART_SEARCH.equals': studySearch }),
    }),
  )
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('pageTitle')}</title>
      <PageHead title={t('title')} />
      <div className="grid min-h-0 grow grid-cols-[minmax(0,3fr)_minmax(0,4fr)_minmax(0,5fr)] gap-6 overflow-y-auto p-4 max-md:grid-cols-1">
        <section aria-label={t('who')}>
          <h2 className="mb-1 font-strong text-13">{t('who')}</h2>
          <Combobox
            label={t('who')}
            placeholder={t('searchWho')}
            emptyText={t('nobody')}
            onSearch={setTypedUser}
            options={(users.data?.users ?? []).map(({ user_id, user_name, user_email }) => ({
              value: user_id,
              label: `${user_name} · ${user_email}`,
            }))}
            selected={user === '' ? [] : [user]}
            onToggle={setUser}
          />
        </section>
        <section aria-label={t('which')}>
          <h2 className="mb-1 font-strong text-13">{t('which')}</h2>
          <Combobox
            label={t('which')}
            placeholder={t('searchWhich')}
            emptyText={t('nothing')}
            onSearch={setTypedStudy}
            options={(studies.data?.studies ?? []).map((one) => ({
              value: one.uuid,
              label: [
                one.patient_name && formats.personName(one.patient_name),
                formats.dicomDate(one.study_date),
                one.phi_namespace_name,
                one.study_description,
              ]
                .filter(Boolean)
                .join(' · '),
            }))}
            selected={study === '' ? [] : [study]}
            onToggle={setStudy}
          />
        </section>
        <section aria-label={t('why')} aria-live="polite">
          <h2 className="mb-1 font-strong text-13">{t('why')}</h2>
          {user !== '' && study !== '' ? (
            <Explanation key={`${user} ${study}`} user={user} study={study} />
          ) : (
            <p className="text-quiet">{t('choose')}</p>
          )}
        </section>
      </div>
    </div>
  )
}

function Explanation({ user, study }: { user: string; study: string }) {
  const { t } = useTranslation('access')
  const formats = useFormats()
  const { data, error } = useQuery(commandQuery(studyAccessExplain, { uuid: study, user_id: user }))
  if (error) return <ErrorState title={t('failed')} />
  if (!data) return null
  return (
    <div className="flex flex-col gap-3">
      <p className="flex items-center gap-2 font-medium">
        <StatusShape shape={data.sees === 1 ? 'tick' : 'cross'} />
        {t(data.sees === 1 ? 'sees' : 'seesNot')}
      </p>
      {data.above_roles === 1 && <p className="text-quiet">{t('aboveRoles')}</p>}
      <ul>
        {data.paths.map((path) => (
          <Path key={path.study_id} path={path} />
        ))}
      </ul>
      {data.links.length > 0 && (
        <>
          <h3 className="font-strong text-12">{t('links')}</h3>
          <ul>
            {data.links.map((link) => (
              <li key={link.uuid} className="flex min-h-8 items-center gap-2 border-line border-b text-quiet">
                <span className="min-w-0 grow truncate">{link.description ?? t('link')}</span>
                {t('linkBy', { name: link.created_by, when: formats.timestamp(link.created) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function Path({ path }: { path: AccessPath }) {
  const { t } = useTranslation('access')
  const formats = useFormats()
  const seen = path.sees === 1
  return (
    <li className="flex flex-col gap-0.5 border-line border-b py-2">
      <p className={cx('flex flex-wrap items-center gap-2', !seen && 'text-quiet')}>
        <StatusShape shape={seen ? 'tick' : 'cross'} />
        <span className="font-medium">{path.namespace_name}</span>
        <Badge>{t(`type.${path.namespace_type}`)}</Badge>
      </p>
      <p className="ps-5 text-12 text-quiet">
        {path.missing
          ? t(`missing.${path.missing}`, { role: path.role_name ?? '' })
          : t(`from.${path.role_from ?? 'account'}`, { role: path.role_name ?? '' })}
      </p>
      {path.share && (
        <p className="ps-5 text-12 text-quiet">
          {t('shared', { name: path.share.shared_by ?? '', when: formats.timestamp(path.share.created) })}
        </p>
      )}
    </li>
  )
}
