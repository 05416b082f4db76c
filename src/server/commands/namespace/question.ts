import { NAMESPACE_QUESTIONS } from '#contract/ai_question.ts'
import { namespaceQuestion } from '#contract/namespace.ts'
import { requireNamespaceAdmin } from '../../access/namespace_edit.ts'
import { mayIn } from '../../access/namespaces.ts'
import { askQuestions, knownQuestions } from '../../ai/question.ts'
import { handle } from '../../command.ts'
import { namespaceSettings } from '../../tenancy/namespace_setting.ts'

const EDITS = ['group_edit', 'location_edit', 'account_edit'] as const

/** The setting is a JSON list of names. */
function enabledIn(setting: unknown): readonly string[] {
  try {
    const listed: unknown = typeof setting === 'string' ? JSON.parse(setting) : setting
    return Array.isArray(listed) ? listed.map(String) : []
  } catch {
    return []
  }
}

export default handle(namespaceQuestion, async ({ params, actor, services, refuse }) => {
  const { db } = services
  const { account } = await requireNamespaceAdmin(db, actor, params.uuid, 'namespace_question')
  // Of a personal namespace nothing is asked: no account says what.
  if (!account) throw refuse('NOT_FOUND', 'question')
  if (!EDITS.some((permission) => mayIn(actor, account, permission))) throw refuse('NOT_PERMITTED')
  const setting = await namespaceSettings(db, params.uuid)
  const enabled = enabledIn(setting('enable_namespace_ai_questions'))
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
