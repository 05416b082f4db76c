import type { FastifyReply } from 'fastify'
import { isUuid } from '#contract/value.ts'
import { encodeFile } from '../../dicom/json-encode.ts'
import { derivedUID } from '../../dicom/uid.ts'
import { parseMessage } from '../../hl7/message.ts'
import { reportObject } from '../../hl7/report_sr.ts'
import { studyIdentity } from '../../imaging/study-identity.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { receiveFile } from '../../ingest/receive.ts'
import type { IngestTarget } from '../../ingest/target.ts'
import { messageOfStudy } from '../../study/hl7.ts'
import { filledStudyOfCall, type StorageCall } from './call.ts'
import { StorageFailure } from './failure.ts'
import { refusedOutcome } from './image.ts'

/**
 * `POST .../hl7/{uuid}/sr`: the report of an HL7 message as a structured report in the study. The same message makes
 * the same object, so that asking twice stores one.
 */
export async function reportFromMessage(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await filledStudyOfCall(call, 'study_upload')
  const { hl7 = '' } = call.params
  if (!study.record || !isUuid(hl7)) throw new StorageFailure('NOT_FOUND', 'There is no such report')
  const { db } = call.services
  const row = await messageOfStudy(db, call.actor, hl7.toLowerCase(), { uuid: study.record.uuid })
  const object = reportObject(await parseMessage(row.message), {
    study: await studyIdentity(db, study),
    study_uid: study.study_uid,
    series_uid: derivedUID(`hl7 series ${row.uuid}`, study.study_uid),
    sop_instance_uid: derivedUID(`hl7 ${row.uuid}`, study.study_uid),
    accession_number: study.record.accession_number ?? undefined,
  })
  if (!object) throw new StorageFailure('VALIDATION_ERROR', 'The message has no report in it')
  const target: IngestTarget = {
    account_id: study.account_id,
    storage_namespace: study.storage_namespace,
    actor: call.actor,
    record: 'fill',
    study_uid: study.study_uid,
  }
  const outcome = await receiveFile(call.services, target, encodeFile(object))
  if (outcome.state === 'refused') throw refusedOutcome(outcome)
  await notifyStudy(call.services, study)
  return reply.code(202).header('cache-control', 'no-store').send()
}
