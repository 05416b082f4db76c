import { useQuery } from '@tanstack/react-query'
import { Columns2, Link2, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { connectedAdd, connectedDelete, connectedList, orderList } from '#contract/order.ts'
import { call } from '#web/api/call.ts'
import { like } from '#web/api/like.ts'
import { commandQuery } from '#web/api/query.ts'
import { buttonClasses } from '#web/ui/Button.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'
import type { Named } from './Assignments.tsx'
import { useChange } from './useChange.ts'

const SHOWN = 20

interface Member {
  name: Named
  title: string
  detail: string
}

/** What is read together with a study or order: orders of one visit, and studies beside them. */
export function Connected({
  account_id,
  named,
  edits,
}: {
  account_id: string
  named: Named
  edits: boolean
}) {
  const { t } = useTranslation('orders')
  const formats = useFormats()
  const changed = useChange(connectedList)
  const [choosing, setChoosing] = useState(false)
  const { data } = useQuery(commandQuery(connectedList, named))
  const members: Member[] = [
    ...(data?.orders ?? []).map((one) => ({
      name: { order_id: one.uuid },
      title: formats.personName(one.patient_name) || t('noName'),
      detail: [one.study_description, one.accession_number].filter(Boolean).join(' · '),
    })),
    ...(data?.studies ?? []).map((one) => ({
      name: { study_id: one.uuid },
      title: one.study_description || formats.personName(one.patient_name) || t('noName'),
      detail: formats.dicomDate(one.study_date),
    })),
  ]
  if (members.length === 0 && !edits) return null
  const change = async (action: () => Promise<unknown>) => {
    setChoosing(false)
    await changed(action)
  }
  const [first, ...others] = data?.opens ?? []
  return (
    <section aria-label={t('together')}>
      <div className="mb-1 flex min-h-7 items-center justify-between gap-2">
        <h3 className="font-strong text-12">{t('together')}</h3>
        {edits && (
          <IconButton label={t('connect')} pressed={choosing} onClick={() => setChoosing(!choosing)}>
            <Link2 />
          </IconButton>
        )}
      </div>
      {choosing && (
        <Orders
          account_id={account_id}
          onChosen={(with_order_id) => void change(() => call(connectedAdd, { ...named, with_order_id }))}
        />
      )}
      <ul>
        {members.map(({ name, title, detail }) => (
          <li key={Object.values(name)[0]} className="flex min-h-7 items-center gap-2 text-12">
            <span dir="auto" className="min-w-0 truncate">
              {title}
            </span>
            <span className="min-w-0 grow truncate text-quiet">{detail}</span>
            {edits && (
              <IconButton
                label={t('disconnect', { name: title })}
                onClick={() => void change(() => call(connectedDelete, name))}
              >
                <X />
              </IconButton>
            )}
          </li>
        ))}
        {members.length === 0 && <li className="text-12 text-quiet">{t('alone')}</li>}
      </ul>
      {first !== undefined && others.length > 0 && members.length > 0 && (
        <Link
          to={`/studies/${first}/view?with=${others.join(',')}`}
          className={`${buttonClasses('plain')} mt-1`}
        >
          <Columns2 className="!size-3.5" />
          {t('openTogether', { count: others.length + 1 })}
        </Link>
      )}
    </section>
  )
}

function Orders({ account_id, onChosen }: { account_id: string; onChosen: (uuid: string) => void }) {
  const { t } = useTranslation('orders')
  const formats = useFormats()
  const [search, setSearch] = useState('')
  const [, setTyped] = useTypedText(search, setSearch)
  const orders = useQuery(
    commandQuery(orderList, { account_id, 'page.rows': SHOWN, ...like('patient_name', search) }),
  ).data?.orders
  return (
    <Combobox
      label={t('connect')}
      placeholder={t('find')}
      emptyText={t('noneFound')}
      options={(orders ?? []).map((order) => ({
        value: order.uuid,
        label: [formats.personName(order.patient_name), order.study_description, order.accession_number]
          .filter(Boolean)
          .join(' · '),
      }))}
      selected={[]}
      onSearch={setTyped}
      onToggle={onChosen}
    />
  )
}
