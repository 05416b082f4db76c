import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { notifyOfStudy } from './notify.ts'

export interface AttachedFile {
  filename: string
  mimeType: string
  /** SHA-256 in hexadecimal: its key in the object store, where it has been committed. */
  version: string
  size: number
  /** Chosen by the caller. */
  id?: string | undefined
}

/**
 * The namespaces whose attachments a record shows: its own, and that of the images, unless rules of anonymisation stand
 * between them: a report says whom it is about.
 */
export const attachmentPlaces = ({
  storage_namespace,
  phi_namespace,
  anonymization,
}: Pick<StudyRow, 'storage_namespace' | 'phi_namespace' | 'anonymization'>): string[] =>
  anonymization ? [phi_namespace] : [...new Set([storage_namespace, phi_namespace])]

interface AttachmentPlace {
  account_id: string | null
  storage_namespace: string
  study_uid: string
  /** The copy of the study that it belongs to. */
  phi_namespace: string
  record: StudyRow | undefined
}

/** Attaches a file to a study, in one transaction with its audit and the mail that tells of it. */
export async function addAttachment(
  tx: Kysely<Database>,
  actor: Actor,
  { account_id, storage_namespace, study_uid, phi_namespace, record }: AttachmentPlace,
  { filename, mimeType, version, size, id }: AttachedFile,
) {
  const name = plainName(filename)
  const attachment = await tx
    .insertInto('attachment')
    .values({
      account_id,
      storage_namespace,
      study_uid,
      phi_namespace,
      version,
      filename: name,
      mime_type: /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : 'application/octet-stream',
      size,
      created_by: actor.user_id,
      ...(id === undefined ? {} : { id }),
    })
    .onConflict((conflict) =>
      conflict.columns(['storage_namespace', 'study_uid', 'id', 'version']).doUpdateSet({ filename: name }),
    )
    .returning(['id', 'version', 'filename', 'mime_type', 'size', 'stored', 'phi_namespace'])
    .executeTakeFirstOrThrow()
  if (!record) return attachment
  await recordAudit(tx, actor, {
    uuid: record.uuid,
    type: 'Study',
    action: 'ATTACHMENT_ADD',
    what: attachment.filename,
    account_id,
    namespace_id: phi_namespace,
  })
  await notifyOfStudy(tx, actor, record, 'event_new_report')
  return attachment
}

/** The last part of a path, without what a header or a file system would trip over. */
export function plainName(filename: string): string {
  const name = filename.split(/[/\\]/).at(-1) ?? ''
  const plain = [...name]
    .filter((character) => character >= ' ' && character !== '\u007f')
    .join('')
    .slice(0, 255)
  return plain === '' || plain === '.' || plain === '..' ? 'attachment' : plain
}
