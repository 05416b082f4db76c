import { type Kysely, sql } from 'kysely'
import type { AskedQuestion } from '#contract/ai_question.ts'
import type { Database } from '../db/tables.ts'
import { textOf } from './stack.ts'

interface Last extends Pick<AskedQuestion, 'question' | 'state' | 'error' | 'user_name'> {
  asked: string
  answer: { answer?: unknown } | null
}

/** What became of questions when each was last asked of a study, or of a namespace itself; in the order given. */
export async function lastAsked(
  db: Kysely<Database>,
  { namespace_id, study_id }: { namespace_id: string; study_id?: string },
  questions: readonly string[],
): Promise<AskedQuestion[]> {
  const { rows } = await sql<Last>`
    select distinct on (q.question) q.question, q.state, q.error, q.answer, q.created as asked, u.name as user_name
    from ai_question q join "user" u on u.uuid = q.user_id
    where q.namespace_id = ${namespace_id} and ${study_id === undefined ? sql`q.study_id is null` : sql`q.study_id = ${study_id}`}
      and q.question = any(${[...questions]})
    order by q.question, q.created desc`.execute(db)
  const last = new Map(rows.map((row) => [row.question, row]))
  return questions.map((question) => {
    const { state = null, answer, error = null, asked = null, user_name = null } = last.get(question) ?? {}
    return {
      question,
      state,
      answer: answer?.answer === undefined ? null : textOf(answer.answer),
      error,
      asked,
      user_name,
    }
  })
}
