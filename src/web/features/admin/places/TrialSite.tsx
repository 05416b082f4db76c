import { useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type GroupRecord, groupGet, groupList, groupScannerValidate, groupSet } from '#contract/group.ts'
import { scannerList } from '#contract/scanner.ts'
import { siteList } from '#contract/site.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { allows, useAccount } from '../account.ts'

const MOST = 1000

/** Sites that the groups of the account may have, as far as the reader sees any: its own and those kept for it. */
function useSites(): readonly { uuid: string; name: string }[] {
  const { uuid, site_management_account_id } = useAccount()
  const rows = { 'page.rows': MOST }
  const own = useQuery({ ...commandQuery(siteList, { account_id: uuid, ...rows }), retry: false })
  const kept = useQuery({
    ...commandQuery(siteList, { account_id: site_management_account_id ?? uuid, ...rows }),
    enabled: site_management_account_id !== null,
    retry: false,
  })
  const all = [...(own.data?.sites ?? []), ...(site_management_account_id ? (kept.data?.sites ?? []) : [])]
  return all.filter(({ inactive }) => inactive === 0)
}

/** The site of a new group, where there are any. */
export function SiteChoice({ value, onChange }: { value: string; onChange: (uuid: string) => void }) {
  const { t } = useTranslation('sites')
  const sites = useSites()
  if (sites.length === 0) return null
  return (
    <Select
      label={t('trialSite')}
      value={value}
      onChange={onChange}
      options={[
        { value: '', label: t('none') },
        ...sites.map((site) => ({ value: site.uuid, label: site.name })),
      ]}
    />
  )
}

/** A group as a trial at a site: which one, whether it is qualified, and the scanners that were validated for it. */
export function TrialSite({ group: { uuid } }: { group: GroupRecord }) {
  const { t } = useTranslation('sites')
  const cache = useQueryClient()
  const account = useAccount()
  const sites = useSites()
  const [refused, setRefused] = useState<string>()
  const group = useQuery(commandQuery(groupGet, { uuid })).data
  if (!group || (sites.length === 0 && group.site_id === undefined)) return null
  const edits = allows(account, 'group_edit')
  const qualifies = edits && allows(account, 'site_qualify')
  const act = async (action: () => Promise<unknown>): Promise<boolean> => {
    setRefused(undefined)
    try {
      await action()
      return true
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
      return false
    } finally {
      await Promise.all(
        [groupGet, groupList].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
      )
    }
  }
  const known = sites.some((site) => site.uuid === group.site_id)
  return (
    <section aria-label={t('trialSite')} className="mt-4 flex flex-col gap-2">
      <h3 className="border-line border-b pb-1 font-strong text-12">{t('trialSite')}</h3>
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <Select
        label={t('site')}
        value={group.site_id ?? ''}
        disabled={!edits}
        onChange={(site_id) => void act(() => call(groupSet, { uuid, site_id }))}
        options={[
          { value: '', label: t('none') },
          ...(group.site_id !== undefined && !known
            ? [{ value: group.site_id, label: group.site_name ?? '' }]
            : []),
          ...sites.map((site) => ({ value: site.uuid, label: site.name })),
        ]}
      />
      {group.site_id !== undefined && (
        <>
          <div className="flex flex-wrap gap-x-4">
            {(['site_qualified', 'site_inactive'] as const).map((name) => (
              <label key={name} className="flex min-h-7 items-center gap-2 max-md:min-h-11">
                <input
                  type="checkbox"
                  className="check-box"
                  disabled={!qualifies}
                  checked={group[name] === 1}
                  onChange={(event) =>
                    void act(() => call(groupSet, { uuid, [name]: event.target.checked ? 1 : 0 }))
                  }
                />
                {t(name)}
              </label>
            ))}
          </div>
          <Validated group={group} act={act} />
        </>
      )}
    </section>
  )
}

function Validated({
  group,
  act,
}: {
  group: GroupRecord
  act: (action: () => Promise<unknown>) => Promise<boolean>
}) {
  const { t } = useTranslation('sites')
  const account = useAccount()
  const validates = allows(account, 'scanner_validate')
  const [chosen, setChosen] = useState<string>()
  const [study_uid, setStudyUid] = useState('')
  const validated = group.scanners_validated ?? []
  const scanners = useScanners(validates).filter(({ uuid }) => !validated.some((one) => one.uuid === uuid))
  const scanner_id = scanners.find(({ uuid }) => uuid === chosen)?.uuid ?? scanners[0]?.uuid
  const validate = async (event: FormEvent) => {
    event.preventDefault()
    if (scanner_id === undefined) return
    const done = await act(() =>
      call(groupScannerValidate, { uuid: group.uuid, scanner_id, study_uid: study_uid.trim() }),
    )
    if (done) setStudyUid('')
  }
  return (
    <>
      <h4 className="font-medium text-12">
        {t('validated')} <span className="text-quiet tabular-nums">{validated.length}</span>
      </h4>
      <ul>
        {validated.map((scanner) => (
          <li key={scanner.uuid} className="flex items-center gap-2 border-line border-b py-1">
            <span className="min-w-0 grow truncate">{scanner.name}</span>
            <span className="min-w-0 truncate font-mono text-11 text-quiet">{scanner.study_uid}</span>
            {validates && (
              <IconButton
                label={t('invalidate', { name: scanner.name })}
                narrow
                onClick={() =>
                  void act(() =>
                    call(groupScannerValidate, {
                      uuid: group.uuid,
                      scanner_id: scanner.uuid,
                      invalidate: 1,
                    }),
                  )
                }
              >
                <X />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {validates && scanners.length > 0 && (
        <form
          onSubmit={(event) => void validate(event)}
          className="flex items-end gap-2 max-md:flex-col max-md:items-stretch"
        >
          <div className="w-40 max-md:w-auto">
            <Select
              label={t('scanner')}
              value={scanner_id ?? ''}
              onChange={setChosen}
              options={scanners.map(({ uuid, name }) => ({ value: uuid, label: name }))}
            />
          </div>
          <div className="min-w-0 grow">
            <TextField
              label={t('studyUid')}
              required
              value={study_uid}
              onChange={(event) => setStudyUid(event.target.value)}
            />
          </div>
          <Button type="submit">{t('validate')}</Button>
        </form>
      )}
    </>
  )
}

/** Scanners of the account's own sites and of those kept for it; the server refuses one that stands elsewhere. */
function useScanners(wanted: boolean) {
  const { uuid, site_management_account_id } = useAccount()
  const rows = { 'page.rows': MOST }
  const own = useQuery({
    ...commandQuery(scannerList, { account_id: uuid, ...rows }),
    enabled: wanted,
    retry: false,
  })
  const kept = useQuery({
    ...commandQuery(scannerList, { account_id: site_management_account_id ?? uuid, ...rows }),
    enabled: wanted && site_management_account_id !== null,
    retry: false,
  })
  return [...(own.data?.scanners ?? []), ...(site_management_account_id ? (kept.data?.scanners ?? []) : [])]
}
