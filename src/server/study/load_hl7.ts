import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import { isOfType, valuesOfField } from '../hl7/field.ts'
import { type ParsedMessage, parseMessage } from '../hl7/message.ts'
import { type CustomfieldRow, customfieldsOf } from '../tenancy/customfield/definition.ts'
import { type Hl7Row, messagesOf, studiesOf } from './hl7.ts'
import { saveLoaded } from './loaded.ts'

/** Custom fields that take their values from messages about the study (`load_hl7`). */

function foundIn(
  parsed: ParsedMessage,
  fields: readonly CustomfieldRow[],
  accession_number: string | null,
): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { uuid, load_hl7, hl7_segment, hl7_field, hl7_component, load_hl7_filter } of fields) {
    if (!load_hl7 || !hl7_segment || hl7_field === null || !isOfType(parsed, load_hl7)) continue
    const place = {
      segment: hl7_segment,
      field: hl7_field,
      component: hl7_component,
      filter: load_hl7_filter || null,
    }
    const values = valuesOfField(parsed, place, accession_number)
    if (values) found.set(uuid, values)
  }
  return found
}

const locked = (tx: Kysely<Database>, uuid: string): Promise<StudyRow | undefined> =>
  tx
    .selectFrom('study')
    .selectAll()
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .where('is_frozen', '=', false)
    .forUpdate()
    .executeTakeFirst()

const loadedFields = async (tx: Kysely<Database>, account_id: string | null): Promise<CustomfieldRow[]> => {
  const fields = await customfieldsOf(tx, account_id ? [account_id] : [], 'Study')
  return fields.some(({ load_hl7 }) => load_hl7) ? fields : []
}

/** A message that has come says what it says in the fields of the studies that it is about. */
export async function loadMessage(
  tx: Kysely<Database>,
  actor: Actor,
  message: Hl7Row,
  parsed: ParsedMessage,
): Promise<void> {
  const fields = await loadedFields(tx, message.account_id)
  if (fields.length === 0) return
  const studies = (await studiesOf(tx, message)).toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1))
  for (const { uuid } of studies) {
    const study = await locked(tx, uuid)
    if (study) await saveLoaded(tx, actor, study, fields, foundIn(parsed, fields, study.accession_number))
  }
}

/**
 * The same for a study whose messages were here before it, or that is about another order since an edit: the newest
 * message with a value has the say. `keeps` tells the fields that stay as they are.
 */
export async function loadMessages(
  tx: Kysely<Database>,
  actor: Actor,
  uuid: string,
  keeps: (field: CustomfieldRow, study: StudyRow) => boolean,
): Promise<void> {
  const study = await locked(tx, uuid)
  const fields = study ? await loadedFields(tx, study.account_id) : []
  if (!study || fields.length === 0) return
  const open = fields.filter((field) => !keeps(field, study))
  const found = new Map<string, string[]>()
  for (const { message } of (await messagesOf(tx, [study])).get(uuid) ?? []) {
    const said = foundIn(await parseMessage(message), open, study.accession_number)
    for (const [field, values] of said) if (!found.has(field)) found.set(field, values)
  }
  await saveLoaded(tx, actor, study, fields, found)
}
