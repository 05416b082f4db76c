import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupList } from '#contract/group.ts'
import { locationList } from '#contract/location.ts'
import {
  NODE_CATEGORIES,
  NODE_OS_TYPES,
  type NodeRecord,
  nodeAdd,
  nodeDelete,
  nodeList,
  nodeSet,
} from '#contract/node.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Field, inputClasses, TextField } from '#web/ui/Field.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { allows, useAccount } from '../account.ts'
import { GatewayState } from './GatewayState.tsx'
import { Monitors, monitorParams, watchedOf } from './Monitors.tsx'

/** Kinds that an account adds itself; the others hold what accounts share and are a sysadmin's. */
const TYPES = ['HARVESTER', 'ACCELERATOR', 'VIRTUAL', 'UTILITY', 'XDS'] as const
const FACILITY = ['facility_name', 'facility_zip', 'facility_contact', 'facility_email'] as const
const MOST = 500

/** What a configuration's text stands for; undefined when it is no JSON object. */
function configurationOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined
  } catch {
    return undefined
  }
}

/** One gateway: where it stands, its state and configuration, what it is told to do; a new one and its serial number. */
export function GatewayDialog({ node, onClose }: { node: NodeRecord | undefined; onClose: () => void }) {
  const { t } = useTranslation('gateways')
  const cache = useQueryClient()
  const toast = useToast()
  const account = useAccount()
  const edits = allows(account, 'node_edit')
  const [name, setName] = useState(node?.name ?? '')
  const [type, setType] = useState<string>(node?.type ?? 'HARVESTER')
  const [os, setOs] = useState(node?.os_type ?? '')
  const [place, setPlace] = useState(`account_id ${account.uuid}`)
  const [category, setCategory] = useState(node?.category ?? '')
  const [facility, setFacility] = useState(
    Object.fromEntries(FACILITY.map((field) => [field, node?.[field] ?? ''])),
  )
  const [configuration, setConfiguration] = useState(JSON.stringify(node?.configuration ?? {}, null, 2))
  const [watched, setWatched] = useState(() => watchedOf(node))
  const [made, setMade] = useState<{ uuid: string; serial_no: string }>()
  const [refused, setRefused] = useState<string>()
  const [busy, setBusy] = useState(false)
  const parsed = configurationOf(configuration)
  const places = usePlaces(node === undefined)

  const act = async (action: () => Promise<unknown>, done?: string) => {
    setBusy(true)
    setRefused(undefined)
    try {
      await action()
      if (done !== undefined) toast({ text: done })
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
    }
    setBusy(false)
    await cache.invalidateQueries({ queryKey: keyOf(nodeList) })
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    const values = { name: name.trim(), category, ...facility }
    if (!node) {
      const [kind = '', uuid = ''] = place.split(' ')
      void act(async () => setMade(await call(nodeAdd, { ...values, type, os_type: os, [kind]: uuid })))
      return
    }
    if (!parsed) return setRefused(t('notJson'))
    const changed = JSON.stringify(parsed) !== JSON.stringify(node.configuration)
    void act(async () => {
      await call(nodeSet, {
        uuid: node.uuid,
        ...values,
        ...monitorParams(watched),
        // It fetches a configuration when it is told to.
        ...(changed ? { configuration: parsed, reload_configuration: 1 as const } : {}),
      })
      onClose()
    }, t('saved'))
  }
  const restart = () =>
    node && void act(() => call(nodeSet, { uuid: node.uuid, restart_gateway: 1 }), t('restarts'))
  const remove = () =>
    node &&
    void act(
      async () => {
        await call(nodeDelete, { uuid: node.uuid })
        onClose()
      },
      t('deleted', { name: node.name }),
    )

  if (made)
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={name}
        description={t('once')}
        footer={
          <Button look="primary" size="large" onClick={onClose}>
            {t('done')}
          </Button>
        }
      >
        <Credentials uuid={made.uuid} serial_no={made.serial_no} />
      </Dialog>
    )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={node?.name ?? t('add')}
      footer={
        edits && (
          <>
            {node && (
              <>
                <Button look="plain" size="large" onClick={remove} className="hover:!text-bad">
                  {t('delete')}
                </Button>
                <Button look="plain" size="large" onClick={restart}>
                  {t('restart')}
                </Button>
              </>
            )}
            <span className="grow" />
            <Button
              look="primary"
              size="large"
              type="submit"
              form="gateway-form"
              busy={busy ? t('saving') : undefined}
            >
              {t(node ? 'save' : 'make')}
            </Button>
          </>
        )
      }
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <form id="gateway-form" onSubmit={save}>
        <fieldset disabled={!edits} className="flex flex-col gap-3">
          {node && <GatewayState node={node} />}
          <TextField
            label={t('name')}
            autoFocus
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
            {node ? (
              <TextField label={t('type')} readOnly value={t(`types.${node.type}`, node.type)} />
            ) : (
              <Select
                label={t('type')}
                value={type}
                onChange={setType}
                options={TYPES.map((value) => ({ value: String(value), label: t(`types.${value}`) }))}
              />
            )}
            {node ? (
              <TextField label={t('place')} readOnly value={node.storage_namespace_name} />
            ) : (
              <Select label={t('place')} value={place} onChange={setPlace} options={places} />
            )}
            {!node && (
              <Select
                label={t('os')}
                value={os}
                onChange={setOs}
                options={[
                  { value: '', label: t('notSaid') },
                  ...NODE_OS_TYPES.map((value) => ({ value: String(value), label: t(`systems.${value}`) })),
                ]}
              />
            )}
            <Select
              label={t('category')}
              value={category}
              onChange={setCategory}
              options={[
                { value: '', label: t('notSaid') },
                ...NODE_CATEGORIES.map((value) => ({
                  value: String(value),
                  label: t(`categories.${value}`),
                })),
              ]}
            />
            {FACILITY.map((field) => (
              <TextField
                key={field}
                label={t(field)}
                type={field === 'facility_email' ? 'email' : 'text'}
                value={facility[field] ?? ''}
                onChange={(event) => setFacility({ ...facility, [field]: event.target.value })}
              />
            ))}
          </div>
          {node && <Monitors watched={watched} onChange={setWatched} />}
          {node && (
            <Field
              label={t('configuration')}
              hint={t('configurationHint')}
              error={parsed ? undefined : t('notJson')}
            >
              {(ids) => (
                <textarea
                  {...ids}
                  spellCheck={false}
                  rows={Math.min(14, Math.max(4, configuration.split('\n').length))}
                  value={configuration}
                  onChange={(event) => setConfiguration(event.target.value)}
                  className={cx(inputClasses, '!h-auto resize-y py-1 font-mono text-12')}
                />
              )}
            </Field>
          )}
        </fieldset>
      </form>
      {node?.serial_no && <KnownCredentials uuid={node.uuid} serial_no={node.serial_no} />}
    </Dialog>
  )
}

/** What a new gateway may belong to: the account, or one of its groups and locations. */
function usePlaces(wanted: boolean) {
  const { t } = useTranslation('gateways')
  const account = useAccount()
  const params = { account_id: account.uuid, 'page.rows': MOST }
  const groups = useQuery({ ...commandQuery(groupList, params), enabled: wanted }).data?.groups ?? []
  const locations = useQuery({ ...commandQuery(locationList, params), enabled: wanted }).data?.locations ?? []
  return [
    { value: `account_id ${account.uuid}`, label: account.name },
    ...locations.map(({ uuid, name }) => ({
      value: `location_id ${uuid}`,
      label: t('locationOf', { name }),
    })),
    ...groups.map(({ uuid, name }) => ({ value: `group_id ${uuid}`, label: t('groupOf', { name }) })),
  ]
}

function Credentials({ uuid, serial_no }: { uuid: string; serial_no: string }) {
  const { t } = useTranslation('gateways')
  return (
    <div className="flex flex-col gap-3">
      {[
        [t('uuid'), uuid],
        [t('serial'), serial_no],
      ].map(([label = '', value = '']) => (
        <div key={label} className="flex flex-col gap-1">
          <span className="font-medium text-12 text-quiet">{label}</span>
          <LinkBox url={value} label={label} />
        </div>
      ))}
    </div>
  )
}

/** Kept out of sight until somebody sets the gateway up again. */
function KnownCredentials({ uuid, serial_no }: { uuid: string; serial_no: string }) {
  const { t } = useTranslation('gateways')
  return (
    <details className="mt-3 border-line border-t pt-3">
      <summary className="text-12 text-quiet">{t('showSerial')}</summary>
      <div className="mt-2">
        <Credentials uuid={uuid} serial_no={serial_no} />
      </div>
    </details>
  )
}
