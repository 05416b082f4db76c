import { sql } from 'kysely'
import { preparedRows } from '../db/image-query.ts'
import { readHeader } from '../dicom/instance.ts'
import type { Rewriting } from '../dicom/rewriting.ts'
import { rewriteFile } from '../imaging/rewrite.ts'
import type { FileSource } from '../imaging/transcode.ts'
import type { StagedObject } from '../objects/store.ts'
import type { Services } from '../services.ts'
import { resolveSetting } from '../tenancy/account_setting.ts'
import type { IngestTarget } from './target.ts'

/** What changes in files on their way in: settings of the place that they come to. */

interface Ingress {
  dropPrivate: boolean
  /** New Study Instance UIDs by those that the sender knows. */
  uids: ReadonlyMap<string, string>
}

const PRIVATE = 'remove_private_tags_on_upload'
const asked = new WeakMap<IngestTarget, Promise<Ingress>>()

async function read(services: Services, { storage_namespace, actor }: IngestTarget): Promise<Ingress> {
  const [row] = await preparedRows(
    services,
    sql<{ own: unknown; account: unknown; renamed: Record<string, string> | null }>`
    select n.settings -> 'remove_private_tags_on_upload' as own, a.settings -> 'remove_private_tags_on_upload' as account,
      (select json_object_agg(r.study_uid, r.new_study_uid) from upload_rename r
        where r.storage_namespace = n.uuid and r.user_id = ${actor.user_id}
          and r.created > now() - interval '1 day') as renamed
    from namespace n left join account a on a.uuid = n.account_id where n.uuid = ${storage_namespace}`,
  )
  const levels = {
    account: { [PRIVATE]: row?.account ?? undefined },
    namespace: { [PRIVATE]: row?.own ?? undefined },
  }
  return {
    dropPrivate: resolveSetting('remove_private_tags_on_upload', levels) === 1,
    uids: new Map(Object.entries(row?.renamed ?? {})),
  }
}

/** How a file of a study is to be rewritten before it is stored; nothing where it is stored as it came. */
export async function ingressOf(
  services: Services,
  target: IngestTarget,
  StudyInstanceUID: string,
): Promise<Rewriting | undefined> {
  if (target.asIs) return undefined
  const known = asked.get(target) ?? read(services, target)
  asked.set(target, known)
  const { dropPrivate, uids } = await known
  const renamed = uids.get(StudyInstanceUID)
  if (!dropPrivate && renamed === undefined) return undefined
  return { dropPrivate, ...(renamed === undefined ? {} : { uids: new Map([[StudyInstanceUID, renamed]]) }) }
}

const PIECE = 4 * 1024 * 1024

/** A staged file written anew; the caller discards it as it does the first. */
export async function restage(
  services: Services,
  staged: StagedObject,
  rewriting: Rewriting,
  limit: number,
): Promise<StagedObject> {
  const source: FileSource = {
    read: (range) => staged.read(range),
    async *stream({ start, end }) {
      for (let at = start; at < end; at += PIECE)
        yield await staged.read({ start: at, end: Math.min(end, at + PIECE) })
    },
  }
  const header = await readHeader(staged.size, source.read)
  return services.objects.stage(rewriteFile(header, source, rewriting), { limit })
}
