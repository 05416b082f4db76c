import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReturnsOf } from '#contract/command.ts'
import { studyDelete, studyDeletedList, studyRevive } from '#contract/study/edit.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { call } from '#web/api/call.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { type Formats, useFormats } from '#web/ui/format/useFormats.ts'
import { useToast } from '#web/ui/Toast.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable, contains, useAdminList } from '../AdminTable.tsx'
import { useAccount } from '../account.ts'

type Deleted = ReturnsOf<typeof studyDeletedList>['studies'][number]

const studyText = (study: Deleted, formats: Formats): string =>
  [study.study_description, study.modality?.replaceAll('\\', ' '), formats.dicomDate(study.study_date)]
    .filter((part) => part)
    .join(' · ')

/** `/admin/deleted`: studies that were deleted and can still be had back, until their images go. */
export function DeletedPage() {
  const { t } = useTranslation('admin')
  const formats = useFormats()
  const account = useAccount()
  const { sysadmin, support } = useUser()
  const cache = useQueryClient()
  const toast = useToast()
  const { search, sort_by } = useAdminList()
  const [opened, setOpened] = useState<Deleted>()
  const revives = sysadmin === 1 || support === 1
  const pages = useListPages(
    studyDeletedList,
    {
      account_id: account.uuid,
      ...contains('patient_name', search),
      ...(sort_by ? { sort_by } : {}),
    },
    ({ studies, page }) => ({ rows: studies, more: page.more }),
  )
  const refresh = () =>
    Promise.all(
      [studyDeletedList, studyList, studyCount].map((read) =>
        cache.invalidateQueries({ queryKey: keyOf(read) }),
      ),
    )
  const failed = (error: unknown) =>
    toast({
      kind: 'bad',
      text: t(errorTypeOf(error) === 'CAN_NOT_REVIVE' ? 'deleted.gone' : 'failed'),
    })
  const revive = (study: Deleted) => {
    setOpened(undefined)
    void call(studyRevive, { uuid: study.uuid })
      .then(() =>
        toast({
          text: t('deleted.revived', { name: formats.personName(study.patient_name) }),
          action: {
            label: t('undo'),
            run: () => void call(studyDelete, { uuid: study.uuid }).then(refresh).catch(failed),
          },
        }),
      )
      .catch(failed)
      .then(refresh)
  }
  const columns = useMemo<TableColumn<Deleted>[]>(
    () => [
      {
        id: 'patient_name',
        label: t('deleted.patient'),
        size: 180,
        grows: true,
        sortable: true,
        cell: (study) => <span className="truncate">{formats.personName(study.patient_name)}</span>,
        text: (study) => formats.personName(study.patient_name),
      },
      {
        id: 'patientid',
        label: t('deleted.id'),
        size: 120,
        sortable: true,
        cell: (study) => <span className="truncate text-quiet">{study.patientid}</span>,
        text: (study) => study.patientid ?? '',
      },
      {
        id: 'study_description',
        label: t('deleted.study'),
        size: 220,
        grows: true,
        sortable: true,
        cell: (study) => <span className="truncate text-quiet">{studyText(study, formats)}</span>,
        text: (study) => study.study_description ?? '',
      },
      {
        id: 'phi_namespace_name',
        label: t('deleted.place'),
        size: 140,
        sortable: true,
        cell: (study) => <span className="truncate text-quiet">{study.phi_namespace_name}</span>,
        text: (study) => study.phi_namespace_name,
      },
      {
        id: 'deleted',
        label: t('deleted.when'),
        size: 120,
        sortable: true,
        cell: (study) => <span className="text-quiet">{formats.timestamp(study.deleted)}</span>,
        text: (study) => study.deleted,
      },
      {
        id: 'deleted_by_name',
        label: t('deleted.who'),
        size: 140,
        sortable: true,
        cell: (study) => <span className="truncate text-quiet">{study.deleted_by_name}</span>,
        text: (study) => study.deleted_by_name ?? '',
      },
      {
        id: 'purge_at',
        label: t('deleted.purge'),
        size: 120,
        sortable: true,
        cell: (study) => <span className="text-quiet">{formats.timestamp(study.purge_at)}</span>,
        text: (study) => study.purge_at,
      },
    ],
    [t, formats],
  )
  return (
    <>
      <title>{t('deleted.pageTitle')}</title>
      <AdminTable
        id="deleted"
        title={t('nav.deleted')}
        columns={columns}
        pages={pages}
        rowName={(study) => formats.personName(study.patient_name)}
        onOpen={setOpened}
        emptyText={t('deleted.empty')}
        searchText={t('deleted.search')}
      />
      {opened && (
        <Dialog
          open
          onOpenChange={() => setOpened(undefined)}
          width="narrow"
          title={formats.personName(opened.patient_name)}
          description={t(revives ? 'deleted.until' : 'deleted.ask', {
            when: formats.timestampLong(opened.purge_at),
          })}
          footer={
            <>
              <Button size="large" onClick={() => setOpened(undefined)}>
                {t('cancel')}
              </Button>
              {revives && (
                <Button look="primary" size="large" onClick={() => revive(opened)}>
                  {t('deleted.revive')}
                </Button>
              )}
            </>
          }
        >
          <p>{studyText(opened, formats)}</p>
          <p className="text-12 text-quiet">
            {[opened.patientid, opened.phi_namespace_name].filter((part) => part).join(' · ')}
          </p>
        </Dialog>
      )}
    </>
  )
}
