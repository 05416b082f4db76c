import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import {
  type CustomfieldMappingRecord,
  type CustomfieldRecord,
  customfieldAdd,
  customfieldDelete,
  customfieldGet,
  customfieldList,
  customfieldLookup,
  customfieldSet,
} from '#contract/customfield.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import { type Actor, standsAboveRoles } from '../../access/actor.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import type { Database } from '../../db/tables.ts'
import {
  type AccountObject,
  addObject,
  deleteObject,
  findObject,
  getObject,
  listObjects,
  setObject,
} from '../../object.ts'
import { Refusal } from '../../refusal.ts'
import { checkCustomfield } from '../../tenancy/customfield/check.ts'
import type { CustomfieldRow } from '../../tenancy/customfield/definition.ts'

interface Row extends CustomfieldRow {
  customfield_mapping: CustomfieldMappingRecord[]
}

const MAPPINGS = sql`coalesce((
  select jsonb_agg(jsonb_build_object('uuid', m.uuid, 'name', coalesce(m.name, ''), 'rule_set_id', m.rule_set_id,
    'to_customfield_id', m.to_customfield_id, 'from_customfield_id', m.from_customfield_id,
    'overwrite_with_blank', m.overwrite_with_blank::int, 'refresh_on_reshare', m.refresh_on_reshare::int,
    'refresh_on_edit', m.refresh_on_edit::int, 'reverse_refresh_on_edit', m.reverse_refresh_on_edit::int) order by m.created)
  from customfield_mapping m where m.from_customfield_id = r.uuid and m.deleted is null), '[]')`

const NAME = column('citext', 'r.name::text')
const ORDER = column('integer', 'r.display_order')

export const customfield: AccountObject<Row, CustomfieldRecord> = {
  type: 'Customfield',
  table: 'customfield',
  select: sql`r.*, ${MAPPINGS} as customfield_mapping`,
  view: ['customfield_view', 'customfield_list', 'role_view'],
  edit: ['customfield_edit'],
  map: {
    columns: {
      name: NAME,
      display_order: ORDER,
      ...columns('uuid', 'r', ['uuid', 'other_customfield_id', 'created_by', 'updated_by']),
      ...columns('text', 'r', ['object', 'type', 'hl7_segment', 'load_hl7', 'dicom_tag', 'field_flag']),
      ...columns('flag', 'r', [
        'required',
        'capture_on_share_code',
        'capture_on_destination_search',
        'wrapped_dicom_only',
        'dicom_only',
        'load_dicom_tag',
        'load_order',
        'include_in_analytics',
      ]),
      ...columns('integer', 'r', ['hl7_field', 'hl7_component']),
      ...columns('datetime', 'r', ['created', 'updated']),
    },
  },
  defaultSort: [
    { column: ORDER, direction: 'asc' },
    { column: NAME, direction: 'asc' },
  ],
  present: (row) => ({
    uuid: row.uuid,
    name: row.name,
    object: row.object,
    type: row.type,
    capture_on_share_code: asFlag(row.capture_on_share_code),
    capture_on_destination_search: asFlag(row.capture_on_destination_search),
    display_order: row.display_order,
    wrapped_dicom_only: asFlag(row.wrapped_dicom_only),
    dicom_only: asFlag(row.dicom_only),
    required: asFlag(row.required),
    options: row.options,
    hl7_segment: row.hl7_segment,
    hl7_field: row.hl7_field,
    ...(row.hl7_component === null ? {} : { hl7_component: row.hl7_component }),
    load_hl7: row.load_hl7,
    load_hl7_filter: row.load_hl7_filter,
    dicom_tag: row.dicom_tag,
    ...(Array.isArray(row.other_dicom_tags) ? { other_dicom_tags: row.other_dicom_tags } : {}),
    load_dicom_tag: asFlag(row.load_dicom_tag),
    dicom_tag_ignore_empty: asFlag(row.dicom_tag_ignore_empty),
    load_from_sr: row.load_from_sr,
    field_flag: row.field_flag,
    ui_json: row.ui_json,
    load_order: asFlag(row.load_order),
    other_customfield_id: row.other_customfield_id,
    other_customfield_no_overwrite_with_blank: asFlag(row.other_customfield_no_overwrite_with_blank),
    other_customfield_no_refresh_on_reshare: asFlag(row.other_customfield_no_refresh_on_reshare),
    include_in_analytics: asFlag(row.include_in_analytics),
    customfield_mapping: row.customfield_mapping,
  }),
  async beforeDelete(tx, row) {
    await refuseWhenCalculatedFrom(tx, row)
    await sql`update customfield_mapping set deleted = now() where deleted is null
      and (from_customfield_id = ${row.uuid} or to_customfield_id = ${row.uuid})`.execute(tx)
  },
}

/** Calculated fields name others by uuid or by quoted name in their rules. */
async function refuseWhenCalculatedFrom(tx: Kysely<Database>, row: Row): Promise<void> {
  const { rows } = await sql`
    select from customfield where account_id = ${row.account_id} and type = 'calculated' and deleted is null
      and uuid <> ${row.uuid} and (position(${`customfield-${row.uuid}`} in options::text) > 0
        or position(${`customfield-'${row.name}'`} in options::text) > 0) limit 1`.execute(tx)
  if (rows.length > 0) throw new Refusal('USED_BY_ANOTHER_CF')
}

async function refuseDuplicate(
  tx: Kysely<Database>,
  account_id: string,
  name: string,
  type: string,
  but?: string,
): Promise<void> {
  const { rows } = await sql`
    select from customfield where account_id = ${account_id} and name = ${name}::citext and deleted is null
      and (type = 'calculated' or ${type} = 'calculated') and uuid is distinct from ${but ?? null}::uuid limit 1`.execute(
    tx,
  )
  if (rows.length > 0) throw new Refusal('DUPLICATE_NAME')
}

const asBoolean = (flag: 0 | 1 | undefined) => (flag === undefined ? undefined : flag === 1)
const asJson = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value))

/** The wider of the two: what `/customfield/set` takes. */
type Settable = Omit<z.output<typeof customfieldSet.params>, 'uuid' | 'name'>

const valuesOf = (params: Settable) => ({
  capture_on_share_code: asBoolean(params.capture_on_share_code),
  capture_on_destination_search: asBoolean(params.capture_on_destination_search),
  display_order: params.display_order,
  wrapped_dicom_only: asBoolean(params.wrapped_dicom_only),
  dicom_only: asBoolean(params.dicom_only),
  required: asBoolean(params.required),
  options: asJson(params.options),
  hl7_segment: params.hl7_segment,
  hl7_field: params.hl7_field,
  hl7_component: params.hl7_component,
  load_hl7: params.load_hl7,
  load_hl7_filter: params.load_hl7_filter,
  dicom_tag: params.dicom_tag === '' ? null : params.dicom_tag,
  other_dicom_tags: params.other_dicom_tags?.length === 0 ? null : asJson(params.other_dicom_tags),
  load_dicom_tag: asBoolean(params.load_dicom_tag),
  dicom_tag_ignore_empty: asBoolean(params.dicom_tag_ignore_empty),
  load_from_sr: params.load_from_sr,
  field_flag: params.field_flag,
  ui_json: asJson(params.ui_json),
  load_order: asBoolean(params.load_order),
  other_customfield_id: params.other_customfield_id,
  other_customfield_no_overwrite_with_blank: asBoolean(params.other_customfield_no_overwrite_with_blank),
  other_customfield_no_refresh_on_reshare: asBoolean(params.other_customfield_no_refresh_on_reshare),
  include_in_analytics: asBoolean(params.include_in_analytics),
})

/** Recalculating every object of an account is for those who run the system. */
function refuseRecalculation(actor: Actor, options: unknown): void {
  const asks =
    typeof options === 'object' &&
    options !== null &&
    'recalculate_on_edit' in options &&
    options.recalculate_on_edit
  if (asks && !standsAboveRoles(actor)) throw new Refusal('NOT_PERMITTED', 'recalculate_on_edit')
}

async function requireOther(tx: Kysely<Database>, actor: Actor, uuid: string | undefined): Promise<void> {
  if (uuid) await findObject(customfield, tx, actor, uuid, customfield.edit)
}

export const list = handle(customfieldList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(customfield, db, actor, raw, params.account_id)
  return { customfields: rows, page }
})

export const get = handle(customfieldGet, async ({ params, actor, services: { db } }) =>
  getObject(customfield, db, actor, params.uuid),
)

export const add = handle(customfieldAdd, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, customfield.edit, 'ACCOUNT_NOT_FOUND')
  const { name, object, type = 'text' } = params
  checkCustomfield({ ...params, type })
  refuseRecalculation(actor, params.options)
  const uuid = await db.transaction().execute(async (tx) => {
    await refuseDuplicate(tx, params.account_id, name, type)
    await requireOther(tx, actor, params.other_customfield_id)
    return addObject(customfield, tx, actor, params.account_id, name, { ...valuesOf(params), object, type })
  })
  return { uuid }
})

export const set = handle(customfieldSet, async ({ params, actor, services: { db } }) => {
  refuseRecalculation(actor, params.options)
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(customfield, tx, actor, params.uuid, customfield.edit, true)
    const dicom_tag = params.dicom_tag ?? row.dicom_tag
    checkCustomfield({ ...params, object: row.object, type: row.type, dicom_tag })
    if (params.name && params.name !== row.name) {
      await refuseWhenCalculatedFrom(tx, row)
      await refuseDuplicate(tx, row.account_id, params.name, row.type, row.uuid)
    }
    await requireOther(tx, actor, params.other_customfield_id)
    await setObject(customfield, tx, actor, row, { name: params.name, ...valuesOf(params) })
  })
  return {}
})

export const remove = handle(customfieldDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(customfield, db, actor, params.uuid)
  return {}
})

export const lookup = handle(customfieldLookup, async ({ params, actor, services: { db }, refuse }) => {
  await requireAccount(db, actor, params.account_id)
  const row = await db
    .selectFrom('customfield')
    .select(['uuid', 'object', 'type'])
    .where('account_id', '=', params.account_id)
    .where('name', '=', params.name)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!row) throw refuse('NOT_FOUND')
  return row
})
