import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { accountList, accountSet } from '#contract/account.ts'
import { type CustomfieldRecord, customfieldList, customfieldSet } from '#contract/customfield.ts'
import { call } from '#web/api/call.ts'
import { searchCustomfield } from '#web/api/customfield.ts'
import { useLeaving } from '#web/api/leaving.ts'
import { commandQuery, keyOf, useCommand } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { CustomfieldsInPlace } from '#web/ui/customfield/CustomfieldsInPlace.tsx'
import { optionsOf } from '#web/ui/customfield/customfield.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { allows, useAccount } from '../account.ts'
import { FieldDialog } from './FieldDialog.tsx'
import { OBJECTS, reordered } from './field.ts'

/** More than an object has fields: their order is one list. */
const MOST = 1000

/** `/admin/fields`: the fields that an account adds to its studies, orders, people and places, in their order. */
export function FieldsPage() {
  const { t } = useTranslation('fields')
  const account = useAccount()
  const [params, setParams] = useSearchParams()
  const object = OBJECTS.find((known) => known === params.get('object')) ?? 'Study'
  const { data, error, refetch } = useQuery(
    commandQuery(customfieldList, {
      account_id: account.uuid,
      'filter.object.equals': object,
      sort_by: 'display_order-asc,name-asc',
      'page.rows': MOST,
    }),
  )
  const [opened, setOpened] = useState<CustomfieldRecord | 'new'>()
  const leaving = useLeaving()
  const fields = data?.customfields.filter(({ uuid }) => !leaving.has(uuid)) ?? []
  const edits = allows(account, 'customfield_edit')
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('pageTitle')}</title>
      <PageHead title={t('title')}>
        <div className="w-40">
          <Select
            label={t('object')}
            quietLabel
            value={object}
            onChange={(next) => setParams(next === 'Study' ? {} : { object: next }, { replace: true })}
            options={OBJECTS.map((value) => ({ value, label: t(`objects.${value}`) }))}
          />
        </div>
        {edits && (
          <Button look="primary" icon={<Plus className="!size-3.5" />} onClick={() => setOpened('new')}>
            {t('add')}
          </Button>
        )}
      </PageHead>
      <div className="min-h-0 grow overflow-y-auto">
        {error && (
          <ErrorState
            title={t('notRead')}
            actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
          />
        )}
        {data && fields.length === 0 && <EmptyState title={t('none')} text={t('noneText')} />}
        <FieldList fields={fields} edits={edits} onOpen={setOpened} />
        {object === 'Account' && <AccountValues />}
      </div>
      {opened !== undefined && (
        <FieldDialog
          key={opened === 'new' ? 'new' : opened.uuid}
          object={object}
          field={opened === 'new' ? undefined : opened}
          others={fields}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  )
}

function FieldList({
  fields,
  edits,
  onOpen,
}: {
  fields: readonly CustomfieldRecord[]
  edits: boolean
  onOpen: (field: CustomfieldRecord) => void
}) {
  const { t } = useTranslation('fields')
  const cache = useQueryClient()
  const toast = useToast()
  const [moving, setMoving] = useState(false)
  const move = async (from: number, to: number) => {
    setMoving(true)
    try {
      for (const change of reordered(fields, from, to)) await call(customfieldSet, change)
    } catch (error) {
      toast({ kind: 'bad', text: t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')) })
    }
    await cache.invalidateQueries({ queryKey: keyOf(customfieldList) })
    setMoving(false)
  }
  const notes = (field: CustomfieldRecord) => {
    const { show_when, values } = optionsOf(field.options)
    return [
      ...(field.required === 1 ? [t('required')] : []),
      ...(Object.keys(show_when).length > 0 ? [t('conditional')] : []),
      ...(field.capture_on_share_code === 1 ? [t('onUpload')] : []),
      ...(field.dicom_tag ? [field.dicom_tag] : []),
      ...(values.length > 0 ? [t('choices', { count: values.length })] : []),
    ]
  }
  return (
    <ol aria-label={t('title')}>
      {fields.map((field, place) => (
        <li key={field.uuid} className="flex min-h-10 items-center gap-2 border-line border-b px-3">
          <div className="flex min-w-0 grow flex-wrap items-center gap-x-2 gap-y-1 py-1">
            <button
              type="button"
              onClick={() => onOpen(field)}
              className="min-h-7 min-w-0 truncate text-start font-medium hover:underline max-md:min-h-11"
            >
              {field.name}
            </button>
            <span className="text-12 text-quiet">{t(`types.${field.type}`)}</span>
            <span className="flex flex-wrap gap-1">
              {notes(field).map((note) => (
                <Badge key={note}>{note}</Badge>
              ))}
            </span>
          </div>
          {edits && (
            <>
              <IconButton
                label={t('up', { name: field.name })}
                disabled={moving || place === 0}
                onClick={() => void move(place, place - 1)}
              >
                <ArrowUp />
              </IconButton>
              <IconButton
                label={t('down', { name: field.name })}
                disabled={moving || place === fields.length - 1}
                onClick={() => void move(place, place + 1)}
              >
                <ArrowDown />
              </IconButton>
            </>
          )}
        </li>
      ))}
    </ol>
  )
}

/** What the account says in its own fields. */
function AccountValues() {
  const { t } = useTranslation('fields')
  const account = useAccount()
  const set = useCommand(accountSet, { invalidates: [accountList] })
  const fields = account.customfields ?? []
  if (fields.length === 0) return null
  return (
    <section aria-label={t('accountValues', { account: account.name })} className="max-w-96 p-3">
      <h2 className="mb-2 font-strong text-13">{t('accountValues', { account: account.name })}</h2>
      <div className="flex flex-col gap-3">
        <CustomfieldsInPlace
          key={account.uuid}
          fields={fields}
          disabled={!allows(account, 'account_edit')}
          search={searchCustomfield}
          onSave={(uuid, value) =>
            set.mutateAsync({ uuid: account.uuid, [`customfield-${uuid}`]: value }).then(
              () => undefined,
              (error: unknown) => t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')),
            )
          }
        />
      </div>
    </section>
  )
}
