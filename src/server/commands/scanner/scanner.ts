import { sql } from 'kysely'
import type { CustomfieldValue } from '#contract/customfield.ts'
import {
  type ScannerRecord,
  scannerAdd,
  scannerDelete,
  scannerGet,
  scannerList,
  scannerSet,
} from '#contract/scanner.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import {
  type AccountObject,
  addObject,
  deleteObject,
  findObject,
  getObject,
  listObjects,
  setObject,
} from '../../object.ts'
import { validatedForSelect } from '../../site/group.ts'
import { SITE } from '../../site/site.ts'
import { presentCustomfields, writeCustomfields } from '../../tenancy/customfield/value.ts'

interface ScannerRow extends Omit<ScannerRecord, 'customfields'> {
  account_id: string
  customfield_values: Record<string, unknown>
  customfields: CustomfieldValue[]
}

const nameColumn = column('citext', 'r.name::text')

const SCANNER: AccountObject<ScannerRow, ScannerRecord> = {
  type: 'Scanner',
  table: 'scanner',
  joins: sql`join site s on s.uuid = r.site_id`,
  select: sql`r.uuid, r.account_id, r.name::text, r.modality, r.serial_no, r.manufacturer, r.model, r.site_id,
    s.name::text as site_name, r.customfields as customfield_values, ${presentCustomfields('Scanner', 'r')} as customfields,
    ${validatedForSelect} as validated_for`,
  view: ['scanner_view'],
  edit: ['scanner_edit'],
  delete: ['scanner_delete'],
  map: {
    columns: {
      name: nameColumn,
      site_name: column('citext', 's.name::text'),
      ...columns('citext', 'r', ['modality', 'serial_no', 'manufacturer', 'model']),
      ...columns('uuid', 'r', ['uuid', 'site_id', 'created_by', 'updated_by']),
      ...columns('datetime', 'r', ['created', 'updated']),
    },
  },
  defaultSort: [{ column: nameColumn, direction: 'asc' }],
  present: ({ account_id: _, customfield_values: __, customfields, ...row }) => ({
    ...row,
    ...(customfields.length > 0 ? { customfields } : {}),
  }),
}

export const list = handle(scannerList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(SCANNER, db, actor, raw, params.account_id)
  return { scanners: rows, page }
})

export const get = handle(scannerGet, ({ params, actor, services: { db } }) =>
  getObject(SCANNER, db, actor, params.uuid),
)

export const add = handle(scannerAdd, async ({ params, raw, actor, services: { db } }) => {
  const { site_id, name, ...values } = params
  const uuid = await db.transaction().execute(async (tx) => {
    const { row: site } = await findObject(SITE, tx, actor, site_id, ['scanner_add'], true, 'site_id')
    const customfields = await writeCustomfields(tx, site.account_id, SCANNER.type, {}, raw, {
      complete: true,
    })
    return addObject(SCANNER, tx, actor, site.account_id, name, {
      ...values,
      site_id,
      customfields: JSON.stringify(customfields),
    })
  })
  return { uuid }
})

export const set = handle(scannerSet, async ({ params, raw, actor, services: { db } }) => {
  const { uuid, name, ...values } = params
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(SCANNER, tx, actor, uuid, SCANNER.edit, true)
    const customfields = await writeCustomfields(
      tx,
      row.account_id,
      SCANNER.type,
      row.customfield_values,
      raw,
    )
    await setObject(SCANNER, tx, actor, row, {
      ...values,
      name: name || undefined,
      customfields: JSON.stringify(customfields),
    })
  })
  return {}
})

export const remove = handle(scannerDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(SCANNER, db, actor, params.uuid)
  return {}
})
