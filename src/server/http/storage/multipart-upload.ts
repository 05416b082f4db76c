import { crc32 } from 'node:zlib'
import type { FastifyReply } from 'fastify'
import { isUuid } from '#contract/value.ts'
import { requireNamespace } from '../../access/namespaces.ts'
import type { IngestTarget } from '../../ingest/target.ts'
import { queryText } from '../dicomweb/query.ts'
import type { StorageCall } from './call.ts'
import { StorageFailure } from './failure.ts'
import { receive, sendOutcome } from './image.ts'
import { wrapWhole } from './wrap.ts'

/** Parts are 2 MB; there is room for clients with larger ones. */
const MAX_PART = 64 * 1024 * 1024
const MAX_PARTS = 10_000

/** `GET /multipart/initiate`: a place for the parts of one file (v3-clients 18). */
export async function initiateUpload(
  { services, actor }: StorageCall,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const upload = await services.db
    .insertInto('multipart_upload')
    .values({ user_id: actor.user_id })
    .returning('uuid')
    .executeTakeFirstOrThrow()
  return reply.header('cache-control', 'no-store').send({ upload_uuid: upload.uuid })
}

async function uploadOf({ services, actor, params }: StorageCall): Promise<string> {
  const { upload = '' } = params
  const row = isUuid(upload)
    ? await services.db
        .selectFrom('multipart_upload')
        .select('uuid')
        .where('uuid', '=', upload)
        .where('user_id', '=', actor.user_id)
        .executeTakeFirst()
    : undefined
  if (!row) throw new StorageFailure('NOT_FOUND', 'There is no such upload')
  return row.uuid
}

const header = (call: StorageCall, name: string): string => {
  const value = call.request.headers[name]
  const text = Array.isArray(value) ? value[0] : value
  if (text === undefined || text === '')
    throw new StorageFailure('VALIDATION_ERROR', `The header ${name} is missing`)
  return text
}

/** `POST /multipart/{uuid}`: one part with its CRC-32, its size and its name `00000`, `00001` … */
export async function postPart(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, request } = call
  const upload_uuid = await uploadOf(call)
  const checksum = Number(header(call, 'x-ambrahealth-part-checksum'))
  const name = header(call, 'x-file-name')
  const size =
    request.headers['x-file-size'] === undefined ? undefined : Number(request.headers['x-file-size'])
  if (!/^\d{1,10}$/.test(name))
    throw new StorageFailure('VALIDATION_ERROR', 'x-file-name is the number of the part')
  let crc = 0
  async function* counted() {
    for await (const chunk of request.raw) {
      if (!Buffer.isBuffer(chunk)) continue
      crc = crc32(chunk, crc)
      yield chunk
    }
  }
  const staged = await services.objects.stage(counted(), { limit: MAX_PART })
  try {
    if (size !== undefined && size !== staged.size)
      throw new StorageFailure('BAD_REQUEST', `The part has ${staged.size} bytes instead of ${size}`)
    if (checksum >>> 0 !== crc) throw new StorageFailure('BAD_REQUEST', 'The part does not have its checksum')
    await staged.commit()
    await services.db
      .insertInto('multipart_part')
      .values({ upload_uuid, name, hash: staged.hash, size: staged.size })
      .onConflict((conflict) =>
        conflict.columns(['upload_uuid', 'name']).doUpdateSet({ hash: staged.hash, size: staged.size }),
      )
      .execute()
  } finally {
    await staged.discard()
  }
  return reply.code(202).send({ upload_uuid, part: name, size: staged.size })
}

/** `POST /multipart/{uuid}/complete`: the parts, in the order of their names, are one image. */
export async function completeUpload(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services } = call
  const uuid = await uploadOf(call)
  const endpoint = queryText(call.request, 'endpoint') ?? 'image'
  if (endpoint !== 'image' && endpoint !== 'wrap')
    throw new StorageFailure('NOT_ACCEPTABLE', 'endpoint is image or wrap')
  const target = await targetOf(call)
  const parts = await services.db
    .selectFrom('multipart_part')
    .select(['name', 'hash'])
    .where('upload_uuid', '=', uuid)
    .limit(MAX_PARTS)
    .execute()
  if (parts.length === 0) throw new StorageFailure('BAD_REQUEST', 'No part has arrived')
  parts.sort((a, b) => Number(a.name) - Number(b.name))
  async function* whole(): AsyncGenerator<Uint8Array> {
    for (const { hash } of parts) yield await services.objects.read(hash)
  }
  if (endpoint === 'wrap') {
    const answer = await wrapWhole(call, reply, target, whole())
    await forgetUpload(call, uuid)
    return answer
  }
  const outcome = await receive(call, target, whole())
  await forgetUpload(call, uuid)
  return sendOutcome(reply, target, outcome)
}

async function targetOf(call: StorageCall): Promise<IngestTarget> {
  const storage_namespace = queryText(call.request, 'namespace') ?? ''
  if (!isUuid(storage_namespace)) throw new StorageFailure('VALIDATION_ERROR', 'namespace is missing')
  const access = await requireNamespace(call.services.db, call.actor, storage_namespace, 'study_upload')
  return {
    account_id: access.account_id,
    storage_namespace,
    actor: call.actor,
    record: 'fill',
    study_uid: queryText(call.request, 'study_uid') || undefined,
  }
}

async function forgetUpload({ services }: StorageCall, uuid: string): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    const parts = await tx
      .deleteFrom('multipart_part')
      .where('upload_uuid', '=', uuid)
      .returning('hash')
      .execute()
    const hashes = [...new Set(parts.map(({ hash }) => hash))]
    if (hashes.length > 0) {
      await tx
        .insertInto('object_garbage')
        .values(hashes.map((hash) => ({ hash })))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    await tx.deleteFrom('multipart_upload').where('uuid', '=', uuid).execute()
  })
}
