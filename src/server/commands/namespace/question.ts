import type { Kysely } from 'kysely'
import { NAMESPACE_QUESTIONS } from '#contract/ai_question.ts'
import { namespaceQuestion, namespaceQuestionList } from '#contract/namespace.ts'
import type { Actor } from '../../access/actor.ts'
import { requireNamespaceAdmin } from '../../access/namespace_edit.ts'
import { mayIn } from '../../access/namespaces.ts'
import { lastAsked } from '../../ai/asked.ts'
import { askQuestions, knownQuestions } from '../../ai/question.ts'
import { aiStack } from '../../ai/stack.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'
import { settingTexts } from '../../tenancy/account_setting.ts'
import { namespaceSettings } from '../../tenancy/namespace_setting.ts'

const EDITS = ['group_edit', 'location_edit', 'account_edit'] as const

/** The account of a namespace that the actor may ask questions of; nothing for a personal one, which no account rules. */
async function askingAccount(db: Kysely<Database>, actor: Actor, uuid: string) {
  const { account } = await requireNamespaceAdmin(db, actor, uuid, 'namespace_question')
  if (account && !EDITS.some((permission) => mayIn(actor, account, permission)))
    throw new Refusal('NOT_PERMITTED')
  return account
}

async function enabledQuestions(db: Kysely<Database>, uuid: string): Promise<readonly string[]> {
  const setting = await namespaceSettings(db, uuid)
  return settingTexts(setting('enable_namespace_ai_questions'))
}

export const ask = handle(namespaceQuestion, async ({ params, actor, services, refuse }) => {
  const { db } = services
  const account = await askingAccount(db, actor, params.uuid)
  // Of a personal namespace nothing is asked: no account says what.
  if (!account) throw refuse('NOT_FOUND', 'question')
  const enabled = await enabledQuestions(db, params.uuid)
  const questions = knownQuestions(params.question, NAMESPACE_QUESTIONS)
  const closed = questions.find((question) => !enabled.includes(question))
  if (closed !== undefined) throw refuse('NOT_FOUND', closed)
  const { name } = await db
    .selectFrom('namespace')
    .select('name')
    .where('uuid', '=', params.uuid)
    .executeTakeFirstOrThrow()
  const { account_id } = account
  const audit = { uuid: params.uuid, type: 'Namespace', what: name, account_id, namespace_id: params.uuid }
  await askQuestions(
    services,
    actor,
    { account_id, namespace_id: params.uuid, audit },
    questions,
    params.detail,
  )
  return {}
})

export const list = handle(namespaceQuestionList, async ({ params, actor, services }) => {
  const { db, configuration } = services
  const account = await askingAccount(db, actor, params.uuid)
  if (!account || !aiStack(configuration)) return { questions: [] }
  const enabled = await enabledQuestions(db, params.uuid)
  const known = [...NAMESPACE_QUESTIONS.keys()].filter((question) => enabled.includes(question))
  return { questions: await lastAsked(db, { namespace_id: params.uuid }, known) }
})
