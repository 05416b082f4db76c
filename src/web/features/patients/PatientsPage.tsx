import { Plus } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { type PatientRecord, patientList } from '#contract/patient.ts'
import { type AccountPlace, useAccountsWith } from '#web/api/accounts.ts'
import { ROW_HEIGHT, useDensity } from '#web/api/density.ts'
import { useLeaving } from '#web/api/leaving.ts'
import { like } from '#web/api/like.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { useTableLayout } from '#web/api/table_layout.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { OfAccount } from '#web/ui/OfAccount.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { ListTable } from '#web/ui/table/ListTable.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'
import { PatientDialog } from './PatientDialog.tsx'
import { birthDigits, searchedField } from './patient.ts'

/** `/patients`: the patients of an account, who they are and how they are reached. */
export function PatientsPage() {
  const { t } = useTranslation('patients')
  return (
    <OfAccount accounts={useAccountsWith('patient_view')} label={t('account')} noneText={t('notYours')}>
      {(account, choice) => <Patients key={account.uuid} account={account} choice={choice} />}
    </OfAccount>
  )
}

function Patients({ account, choice }: { account: AccountPlace; choice: ReactNode }) {
  const { t } = useTranslation('patients')
  const formats = useFormats()
  const [density] = useDensity()
  const [layout, setLayout] = useTableLayout('patients.columns')
  const [params, setParams] = useSearchParams()
  const search = params.get('q') ?? ''
  const [typed, setTyped] = useTypedText(search, (text) =>
    setParams(text === '' ? {} : { q: text }, { replace: true }),
  )
  const [sort, setSort] = useState({ id: 'name', descending: false })
  const [opened, setOpened] = useState<PatientRecord | 'new'>()
  const leaving = useLeaving()
  const pages = useListPages(
    patientList,
    {
      account_id: account.uuid,
      sort_by: `${sort.id}-${sort.descending ? 'desc' : 'asc'}`,
      ...like(searchedField(search), search),
    },
    ({ patients, page }) => ({ rows: patients, more: page.more }),
  )
  const columns = useMemo<TableColumn<PatientRecord>[]>(() => {
    const text = (
      id: 'mrn' | 'email' | 'mobile_phone',
      label: string,
      size: number,
    ): TableColumn<PatientRecord> => ({
      id,
      label,
      size,
      sortable: true,
      cell: (patient) => <span className="truncate">{patient[id]}</span>,
      text: (patient) => patient[id] ?? '',
    })
    const birth = (patient: PatientRecord) => formats.dicomDate(birthDigits(patient.birth_date))
    return [
      {
        id: 'name',
        label: t('name'),
        size: 200,
        grows: true,
        sortable: true,
        cell: (patient) => (
          <span dir="auto" className="truncate font-medium">
            {patient.name}
          </span>
        ),
        text: (patient) => patient.name,
      },
      text('mrn', t('mrn'), 130),
      {
        id: 'sex',
        label: t('sex'),
        size: 70,
        sortable: true,
        cell: (patient) => patient.sex,
        text: (patient) => patient.sex ?? '',
      },
      { id: 'birth_date', label: t('birth'), size: 130, sortable: true, cell: birth, text: birth },
      text('email', t('email'), 190),
      text('mobile_phone', t('mobile'), 140),
      {
        id: 'studies',
        label: t('studies'),
        size: 80,
        align: 'end',
        cell: (patient) => formats.number(patient.studies.length),
        text: (patient) => String(patient.studies.length),
      },
    ]
  }, [t, formats])
  const rows = pages.rows.filter(({ uuid }) => !leaving.has(uuid))
  return (
    <>
      <title>{t('pageTitle')}</title>
      <ListTable
        title={t('title')}
        choice={choice}
        search={{ of: search, text: typed, label: t('find'), onChange: setTyped }}
        actions={
          account.may('patient_edit') && (
            <Button icon={<Plus className="!size-3.5" />} onClick={() => setOpened('new')}>
              {t('add')}
            </Button>
          )
        }
        columns={columns}
        layout={layout}
        onLayoutChange={setLayout}
        pages={{ ...pages, rows }}
        rowHeight={ROW_HEIGHT[density]}
        rowName={(patient) => patient.name}
        sort={sort}
        onSort={setSort}
        onOpen={setOpened}
        words={{ notRead: t('notRead'), again: t('again') }}
        empty={search === '' ? { title: t('none'), text: t('noneText') } : { title: t('noneFound') }}
      />
      {opened && (
        <PatientDialog
          key={opened === 'new' ? 'new' : opened.uuid}
          account={account}
          patient={opened === 'new' ? undefined : opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}
