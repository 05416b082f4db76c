import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import type { CustomfieldRow } from '../tenancy/customfield/definition.ts'
import { mapCustomfields } from '../tenancy/customfield/mapping.ts'
import { calculate, changedValues, fittingValue } from '../tenancy/customfield/value.ts'
import { auditOf } from './change.ts'
import { studyContext } from './context.ts'
import { publishStudy } from './event.ts'

/** Custom fields of a study that are filled from elsewhere: from its images, from messages about it. */

/** DICOM's DA and DT, HL7's DT and TS: all begin with YYYYMMDD. */
const DAY = /^(\d{4})\.?(\d{2})\.?(\d{2})/

/** Several values as a field of this type holds them. */
function typed(type: string, values: readonly string[]): string {
  const trimmed = values.map((value) => value.trim())
  switch (type) {
    case 'date':
      return (trimmed[0] ?? '').replace(DAY, '$1-$2-$3').slice(0, 10)
    case 'multiselect':
    case 'picker':
    case 'radio':
      return trimmed.join(',')
    case 'memo':
      return values.join('\n')
    default:
      return trimmed.join('\\')
  }
}

/**
 * Writes what was found for the fields of a locked record, by the field's uuid; an empty list empties the field. What a
 * person would be refused is left out. Calculated fields, mappings, audit and event follow as after an edit.
 */
export async function saveLoaded(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  fields: readonly CustomfieldRow[],
  found: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const next: Record<string, unknown> = { ...study.customfields }
  for (const field of fields) {
    const values = found.get(field.uuid)
    const value = values && fittingValue(field, typed(field.type, values))
    if (value === undefined) continue
    if (value === '') delete next[field.uuid]
    else next[field.uuid] = value
  }
  if (!changedValues(study.customfields, next)) return
  const customfields = calculate(fields, next, (values) => studyContext({ study, values, fields }))
  const changed = changedValues(study.customfields, customfields) ?? {}
  await tx
    .updateTable('study')
    .set({ customfields: JSON.stringify(customfields), updated: sql<string>`now()` })
    .where('uuid', '=', study.uuid)
    .execute()
  await recordAudit(tx, actor, {
    ...auditOf(study),
    action: 'EDIT',
    detail: Object.fromEntries(
      Object.entries(changed).map(([uuid, values]) => [`customfield-${uuid}`, values]),
    ),
  })
  await publishStudy(tx, 'EDIT', study)
  await mapCustomfields(tx, actor, { ...study, customfields }, Object.keys(changed))
}
