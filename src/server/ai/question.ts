import { randomUUID } from 'node:crypto'
import { type Kysely, type Selectable, sql } from 'kysely'
import {
  answerField,
  NAMESPACE_QUESTIONS,
  type QuestionSettings,
  STUDY_QUESTIONS,
} from '#contract/ai_question.ts'
import type { Actor } from '../access/actor.ts'
import { type StudyRow, studyAccess } from '../access/study.ts'
import { actorOfUser } from '../access/user_actor.ts'
import { type AuditEntry, recordAudit } from '../audit/record.ts'
import type { AiQuestionTable } from '../db/ai-tables.ts'
import type { Database } from '../db/tables.ts'
import { publish } from '../events/hub.ts'
import { enqueue } from '../jobs/queue.ts'
import { Refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import { auditOf, changeStudy } from '../study/change.ts'
import { customfieldsOf } from '../tenancy/customfield/definition.ts'
import { namespaceSettings } from '../tenancy/namespace_setting.ts'
import { AiFailed, type AiStack, aiStack, textOf } from './stack.ts'

type Row = Selectable<AiQuestionTable>

/** Of what a question is asked. */
export interface Asked {
  account_id: string | null
  namespace_id: string
  study_id?: string
  /** Who and where an audit row about it says. */
  audit: Omit<AuditEntry, 'action' | 'detail'>
}

/** The questions of a call, each once. MISSING_FIELDS without one, NOT_FOUND for one that nobody knows. */
export function knownQuestions(asked: readonly string[], known: QuestionSettings): string[] {
  const questions = [...new Set(asked)]
  if (questions.length === 0) throw new Refusal('MISSING_FIELDS', ['question'])
  const unknown = questions.find((question) => !known.has(question))
  if (unknown !== undefined) throw new Refusal('NOT_FOUND', unknown)
  return questions
}

/** Has questions asked, one after the other. NODE_NOT_SETUP without a stack, IN_PROCESS where one is open already. */
export async function askQuestions(
  { db, configuration }: Services,
  actor: Actor,
  { account_id, namespace_id, study_id, audit }: Asked,
  questions: readonly string[],
  detail: string | undefined,
): Promise<void> {
  if (!aiStack(configuration)) throw new Refusal('NODE_NOT_SETUP')
  const batch = randomUUID()
  await db.transaction().execute(async (tx) => {
    for (const [position, question] of questions.entries()) {
      const made = await tx
        .insertInto('ai_question')
        .values({
          batch,
          position,
          account_id,
          namespace_id,
          study_id: study_id ?? null,
          user_id: actor.user_id,
          question,
          detail: detail ?? null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('uuid')
        .execute()
      if (made.length === 0) throw new Refusal('IN_PROCESS', question)
    }
    await recordAudit(tx, actor, { ...audit, action: 'AI_QUESTION', detail: { questions, detail } })
    await resume(tx, batch)
  })
}

const resume = (db: Kysely<Database>, batch: string): Promise<void> =>
  enqueue(db, 'ai_question', { batch }, { key: `ai_question:${batch}` })

/** Questions that a process left behind are asked again. */
export async function resumeQuestions(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ batch: string }>`
    select distinct batch from ai_question
    where state in ('SCHEDULED', 'RUNNING') and updated < now() - interval '1 minute'`.execute(db)
  for (const { batch } of rows) await resume(db, batch)
}

/** Asks what is open of a batch in its order. Nothing is asked after one that was not answered. */
export async function askBatch(services: Services, batch: string): Promise<void> {
  const { db, configuration } = services
  const stack = aiStack(configuration)
  const open = await db
    .selectFrom('ai_question')
    .selectAll()
    .where('batch', '=', batch)
    .where('state', 'in', ['SCHEDULED', 'RUNNING'])
    .orderBy('position')
    .execute()
  let unanswered: string | undefined
  for (const row of open) {
    const error =
      unanswered === undefined
        ? await ask(services, stack, row)
        : `Not asked, because ${unanswered} was not answered`
    if (error === undefined) continue
    unanswered ??= row.question
    await close(db, row, { state: 'ERROR', error })
  }
}

/** Why there is no answer; nothing when it is written down. */
async function ask({ db }: Services, stack: AiStack | undefined, row: Row): Promise<string | undefined> {
  if (!stack) return 'There is no AI stack'
  await db.updateTable('ai_question').set({ state: 'RUNNING' }).where('uuid', '=', row.uuid).execute()
  try {
    const study = row.study_id === null ? undefined : await studyOf(db, row.study_id)
    const setting = await namespaceSettings(db, row.namespace_id)
    const name = (row.study_id === null ? NAMESPACE_QUESTIONS : STUDY_QUESTIONS).get(row.question)
    const settings = name && setting(name)
    const answer = await stack.ask({
      id: row.uuid,
      question: row.question,
      detail: row.detail,
      settings: typeof settings === 'string' ? settings : null,
      account_id: row.account_id,
      namespace_id: row.namespace_id,
      ...(study ? { study: namesOf(study) } : {}),
    })
    await db.transaction().execute(async (tx) => {
      const actor = await actorOfUser(tx, row.user_id)
      if (!actor) throw new AiFailed('Whoever asked is gone')
      if (study) await answerStudy(tx, actor, row, study.uuid, answer)
      else await answerNamespace(tx, actor, row, answer)
      await close(tx, row, { state: 'DONE', answer: JSON.stringify(answer) })
    })
    return undefined
  } catch (error) {
    if (error instanceof AiFailed) return error.message
    if (error instanceof Refusal) return `The answer was refused: ${error.message}`
    throw error
  }
}

async function studyOf(db: Kysely<Database>, uuid: string): Promise<StudyRow> {
  const study = await db
    .selectFrom('study')
    .selectAll()
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!study) throw new AiFailed('The study is gone')
  return study
}

const namesOf = ({ uuid, study_uid, storage_namespace, phi_namespace }: StudyRow) => ({
  uuid,
  study_uid,
  storage_namespace,
  phi_namespace,
})

type Answer = Awaited<ReturnType<AiStack['ask']>>

/** The study custom fields of an account by their names, in lower case. */
async function fieldsByName(db: Kysely<Database>, account_id: string | null): Promise<Map<string, string>> {
  const fields = account_id ? await customfieldsOf(db, [account_id], 'Study') : []
  return new Map(fields.map(({ name, uuid }) => [name.toLowerCase(), uuid]))
}

/** The study's custom fields of the question, where they are there. */
export async function answerFields(
  db: Kysely<Database>,
  account_id: string | null,
  question: string,
): Promise<{ answer: string | undefined; raw: string | undefined }> {
  const fields = await fieldsByName(db, account_id)
  const name = answerField(question).toLowerCase()
  return { answer: fields.get(name), raw: fields.get(`${name}_raw`) }
}

/** The questions that the custom fields of an account enable. */
export async function enabledQuestions(db: Kysely<Database>, account_id: string | null): Promise<string[]> {
  const fields = await fieldsByName(db, account_id)
  return [...STUDY_QUESTIONS.keys()].filter((question) => fields.has(answerField(question).toLowerCase()))
}

async function answerStudy(
  tx: Kysely<Database>,
  actor: Actor,
  { question }: Row,
  study_id: string,
  answer: Answer,
): Promise<void> {
  const study = await tx
    .selectFrom('study')
    .selectAll()
    .where('uuid', '=', study_id)
    .where('deleted', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  const access = study && (await studyAccess(tx, actor, study))
  if (!study || !access) throw new AiFailed('The study is gone')
  const fields = await answerFields(tx, study.account_id, question)
  if (!fields.answer) throw new AiFailed('The custom field for the answer is gone')
  const raw = new Map([[`customfield-${fields.answer}`, textOf(answer.answer)]])
  if (fields.raw) raw.set(`customfield-${fields.raw}`, JSON.stringify(answer))
  await changeStudy(tx, actor, study, access, { attributes: {}, columns: {}, raw, partial: true })
  await recordAudit(tx, actor, {
    ...auditOf(study),
    action: 'AI_ACTION',
    detail: { question, answer: answer.answer },
  })
}

async function answerNamespace(
  tx: Kysely<Database>,
  actor: Actor,
  { question, namespace_id, account_id }: Row,
  answer: Answer,
): Promise<void> {
  const namespace = await tx
    .selectFrom('namespace')
    .select('name')
    .where('uuid', '=', namespace_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!namespace) throw new AiFailed('The namespace is gone')
  await recordAudit(tx, actor, {
    uuid: namespace_id,
    type: 'Namespace',
    what: namespace.name,
    account_id,
    namespace_id,
    action: 'AI_ACTION',
    detail: { question, answer: answer.answer },
  })
}

/** Writes the end down and tells who listens; the answer itself is read where it was written. */
async function close(
  db: Kysely<Database>,
  { uuid, question, namespace_id, study_id }: Row,
  end: { state: 'DONE'; answer: string } | { state: 'ERROR'; error: string },
): Promise<void> {
  await db
    .updateTable('ai_question')
    .set({ ...end, updated: sql<string>`now()` })
    .where('uuid', '=', uuid)
    .execute()
  await publish(db, {
    channel: `job.${namespace_id}`,
    event: 'DONE',
    id: uuid,
    state: end.state,
    question,
    ...(study_id === null ? {} : { study_id }),
  })
}
