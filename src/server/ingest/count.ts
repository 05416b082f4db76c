import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { storable } from './attributes.ts'
import { packMetadata } from './metadata.ts'
import type { Placed } from './write.ts'

/** Writes the instances and counts them in their series and studies: one statement, since each costs a round trip. */
export async function insertAndCount(tx: Kysely<Database>, placed: readonly Placed[]): Promise<void> {
  const each = <T>(value: (one: Placed) => T): T[] => placed.map(value)
  const pixels = ({ arrival }: Placed) => arrival.instance.frameIndex
  const series = seriesCounts(placed)
  await sql`
    with inserted as (
      insert into stored_instance (account_id, stored_study_id, stored_series_id, sop_instance_uid, sop_class_uid,
        instance_number, version, hash, size, transfer_syntax_uid, rows, columns, frames, frame_index, metadata)
      select account_id, study, series, sop_uid, class_uid, number, version, decode(hash, 'hex'), size, syntax, rows,
        columns, frames, frame_index::jsonb, metadata
      from unnest(${each(({ arrival }) => arrival.target.account_id)}::uuid[], ${each(({ study }) => study.id)}::bigint[],
        ${each((one) => one.series.id)}::bigint[], ${each(({ arrival }) => arrival.instance.SOPInstanceUID)}::text[],
        ${each(({ arrival }) => arrival.instance.SOPClassUID)}::text[],
        ${each(({ arrival }) => arrival.instance.InstanceNumber ?? null)}::integer[],
        ${each(({ before }) => (before?.version ?? 0) + 1)}::integer[], ${each(({ arrival }) => arrival.staged.hash)}::text[],
        ${each(({ arrival }) => arrival.staged.size)}::bigint[],
        ${each(({ arrival }) => arrival.instance.transferSyntaxUID)}::text[],
        ${each((one) => pixels(one)?.pixels.rows ?? null)}::integer[],
        ${each((one) => pixels(one)?.pixels.columns ?? null)}::integer[], ${each((one) => pixels(one)?.frames ?? 0)}::integer[],
        ${each((one) => (pixels(one) ? JSON.stringify(pixels(one)) : null))}::text[],
        ${each(({ arrival }) => packMetadata(JSON.stringify(arrival.instance.json)))}::bytea[])
        as r(account_id, study, series, sop_uid, class_uid, number, version, hash, size, syntax, rows, columns, frames,
          frame_index, metadata)
    ), counted as (
      update stored_series s set instance_count = s.instance_count + r.added, revision = s.revision + 1
      from unnest(${[...series.keys()]}::bigint[], ${[...series.values()]}::integer[]) as r(id, added) where s.id = r.id
    )
    update stored_study s set instance_count = s.instance_count + r.instances, series_count = s.series_count + r.series,
      size = s.size + r.size, revision = s.revision + 1, updated = now(),
      modalities = case when s.modalities @> r.modalities then s.modalities
        else array(select distinct m from unnest(s.modalities || r.modalities) m order by m) end,
      sop_classes = case when s.sop_classes @> r.classes then s.sop_classes
        else array(select distinct c from unnest(s.sop_classes || r.classes) c order by c) end
    from jsonb_to_recordset(${storable(studyCounts(placed))}::jsonb) as r(id bigint, instances integer, series integer,
      size bigint, modalities text[], classes text[])
    where s.id = r.id`.execute(tx)
}

/** Series and by how many instances they grow; one that an instance left for another shrinks. */
function seriesCounts(placed: readonly Placed[]): Map<number, number> {
  const added = new Map<number, number>()
  for (const { series, before } of placed) {
    added.set(series.id, (added.get(series.id) ?? 0) + 1)
    if (before) added.set(before.stored_series_id, (added.get(before.stored_series_id) ?? 0) - 1)
  }
  return added
}

interface StudyChange {
  id: number
  instances: number
  series: number
  size: number
  modalities: string[]
  classes: string[]
}

function studyCounts(placed: readonly Placed[]): StudyChange[] {
  const changes = new Map<number, StudyChange>()
  const seen = new Set<number>()
  for (const { arrival, study, series, before } of placed) {
    const { Modality, SOPClassUID } = arrival.instance
    const change: StudyChange = changes.get(study.id) ?? {
      id: study.id,
      instances: 0,
      series: 0,
      size: 0,
      modalities: [],
      classes: [],
    }
    changes.set(study.id, change)
    change.instances += before ? 0 : 1
    change.size += arrival.staged.size - (before?.size ?? 0)
    if (series.made && !seen.has(series.id)) change.series += 1
    seen.add(series.id)
    const modality = Modality.slice(0, 16)
    if (modality && !change.modalities.includes(modality)) change.modalities.push(modality)
    if (!change.classes.includes(SOPClassUID)) change.classes.push(SOPClassUID)
  }
  return [...changes.values()]
}
