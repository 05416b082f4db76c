import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { type OrderRecord, orderAdd, orderDelete, orderList, orderSet } from '#contract/order.ts'
import { call } from '#web/api/call.ts'
import { searchCustomfield, useCustomfieldsOf } from '#web/api/customfield.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Customfields } from '#web/ui/customfield/Customfields.tsx'
import { useCustomfieldDraft } from '#web/ui/customfield/useCustomfieldDraft.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Assignments } from './Assignments.tsx'
import { type OrderAccount, refresh } from './accounts.ts'
import { Connected } from './Connected.tsx'
import { Documents } from './Documents.tsx'
import { Flags } from './Flags.tsx'

/** What v3 asks for of an order, all of it. */
const FIELDS = [
  'patient_name',
  'patientid',
  'patient_birth_date',
  'patient_sex',
  'accession_number',
  'referring_physician',
  'sending_facility',
] as const
type Fields = Record<(typeof FIELDS)[number], string>

/** One order: what it says, its documents, who is to work on it; or a new one. */
export function OrderDialog({
  account,
  order,
  onClose,
}: {
  account: OrderAccount
  order: OrderRecord | undefined
  onClose: () => void
}) {
  const { t } = useTranslation('orders')
  const formats = useFormats()
  const [refused, setRefused] = useState<string>()
  const { register, handleSubmit, formState } = useForm<Fields>({
    defaultValues: Object.fromEntries(FIELDS.map((field) => [field, order?.[field] ?? ''])),
  })
  const customfields = useCustomfieldDraft(useCustomfieldsOf(account.uuid, 'Order', order?.customfields))
  const act = async (action: () => Promise<unknown>) => {
    setRefused(undefined)
    try {
      await action()
      await refresh(orderList)
      onClose()
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
    }
  }
  const submit = handleSubmit(async (named) => {
    if (!customfields.check()) return
    const fields = { ...named, ...customfields.parameters(!order) }
    await act(() =>
      order
        ? call(orderSet, { uuid: order.uuid, ...fields })
        : call(orderAdd, { account_id: account.uuid, ...fields }),
    )
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width={order ? 'wide' : 'normal'}
      title={order ? formats.personName(order.patient_name) || t('noName') : t('add')}
      {...(order ? { description: t('of', { place: order.namespace_name, count: order.study_count }) } : {})}
      flush
      footer={
        account.edits && (
          <>
            {order && (
              <Button
                look="danger"
                size="large"
                onClick={() => void act(() => call(orderDelete, { uuid: order.uuid }))}
              >
                {t('delete')}
              </Button>
            )}
            <span className="grow" />
            <Button
              look="primary"
              size="large"
              type="submit"
              form="order-form"
              busy={formState.isSubmitting ? t('saving') : undefined}
            >
              {t('save')}
            </Button>
          </>
        )
      }
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <div className={order ? 'grid md:grid-cols-2' : ''}>
        <form
          id="order-form"
          onSubmit={(event) => void submit(event)}
          noValidate
          className="grid grid-cols-2 content-start gap-3 px-6 py-4 max-md:grid-cols-1"
        >
          {FIELDS.map((field) => (
            <TextField
              key={field}
              label={t(`field.${field}`)}
              readOnly={!account.edits}
              error={formState.errors[field]?.message}
              {...register(field, { required: t('required') })}
            />
          ))}
          <Customfields
            fields={customfields.fields}
            values={customfields.values}
            faults={customfields.faults}
            disabled={!account.edits}
            onChange={customfields.change}
            search={searchCustomfield}
          />
        </form>
        {order && (
          <div className="flex flex-col gap-4 border-line bg-surface px-6 py-4 max-md:border-t md:border-s">
            <Documents order={order} edits={account.edits} />
            <Assignments account_id={account.uuid} named={{ order_id: order.uuid }} edits={account.edits} />
            <Connected account_id={account.uuid} named={{ order_id: order.uuid }} edits={account.edits} />
            <Flags account_id={account.uuid} named={{ order_id: order.uuid }} edits={account.edits} />
          </div>
        )}
      </div>
    </Dialog>
  )
}
