import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { auditObject } from '#contract/audit.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { namespaceQuestion, namespaceQuestionList, namespaceSettings } from '#contract/namespace.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { studyQuestion, studyQuestionList } from '#contract/study/question.ts'
import { studyGet } from '#contract/study/read.ts'
import { askBatch, resumeQuestions } from '../../ai/question.ts'
import { aiService } from '../../testing/ai_service.ts'
import { clinic as clinicOf } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** Questions to an AI stack over real HTTP. */

const ai = aiService()
const server = testServer(ai.environment)
const without = testServer()
let made = 0

async function study() {
  const place = await clinicOf(server, { study_edit: 1 })
  made += 1
  const { namespace, admin } = place
  const { uuid } = await admin.ok(studyAdd, {
    study_uid: `1.9.${made}`,
    storage_namespace: namespace,
    phi_namespace: namespace,
  })
  return { ...place, study: uuid }
}

const field = async (admin: Person, account_id: string, name: string) =>
  (await admin.ok(customfieldAdd, { account_id, name, object: 'Study', type: 'memo' })).uuid

const query = (text: string, values: unknown[] = []) => server.services.pool.query(text, values)

/** What the jobs of all calls so far would do. */
async function answerAll() {
  const { rows } = await query(
    "select distinct batch from ai_question where state in ('SCHEDULED', 'RUNNING')",
  )
  for (const { batch } of rows) await askBatch(server.services, String(batch))
}

const valueIn = async (admin: Person, uuid: string, custom: string) =>
  (await admin.ok(studyGet, { uuid })).customfields?.find((one) => one.uuid === custom)?.value

test('an answer comes into the custom field of its question, the whole of it into that beside', async () => {
  const { admin, study: uuid, account, namespace } = await study()
  expect(await admin.call(studyQuestion, { uuid, question: ['who_is_it'] })).toMatchObject({
    body: { error_type: 'NOT_FOUND', error_subtype: 'who_is_it' },
  })
  const question = ['delete_scanned_docs']
  expect(await admin.refused(studyQuestion, { uuid, question })).toBe('NOT_ENABLED')
  const answer = await field(admin, account.uuid, 'ai_delete_scanned_docs')
  const raw = await field(admin, account.uuid, 'ai_delete_scanned_docs_raw')
  await admin.ok(accountSet, { uuid: account.uuid, settings: { ai_delete_scanned_docs: 'all' } })
  await admin.ok(namespaceSettings, { uuid: namespace, ...{ ai_delete_scanned_docs: 'some' } })
  ai.answers.set('delete_scanned_docs', { body: '{"answer":{"deleted":2},"model":"m1"}' })
  await admin.ok(studyQuestion, { uuid, question, detail: 'quickly' })
  expect(await admin.call(studyQuestion, { uuid, question })).toMatchObject({
    body: { error_type: 'IN_PROCESS', error_subtype: 'delete_scanned_docs' },
  })
  await answerAll()
  expect(ai.asked).toMatchObject([
    { question: 'delete_scanned_docs', detail: 'quickly', settings: 'some', study: { uuid } },
  ])
  expect(await valueIn(admin, uuid, answer)).toBe('{"deleted":2}')
  expect(JSON.parse(String(await valueIn(admin, uuid, raw)))).toEqual({ answer: { deleted: 2 }, model: 'm1' })
  const { events } = await admin.ok(auditObject, { uuid })
  expect(events?.map(({ action }) => action)).toEqual(expect.arrayContaining(['AI_QUESTION', 'AI_ACTION']))
  // It may be asked again.
  await admin.ok(studyQuestion, { uuid, question })
  await answerAll()
})

test('several are asked one after the other, and none after one that is not answered', async () => {
  const { admin, study: uuid, account } = await study()
  const names = ['which_body_part', 'has_scanned_docs', 'obfuscate_faces']
  const fields: string[] = []
  for (const name of names) fields.push(await field(admin, account.uuid, `ai_${name}`))
  await admin.ok(studyQuestion, { uuid, question: names })
  await answerAll()
  expect(ai.asked.map(({ question }) => question)).toEqual(names)
  expect(await valueIn(admin, uuid, fields[2] ?? '')).toBe('obfuscate_faces!')

  ai.asked.length = 0
  ai.answers.set('has_scanned_docs', { status: 500, body: 'no' })
  await admin.ok(studyQuestion, { uuid, question: names })
  await answerAll()
  expect(ai.asked.map(({ question }) => question)).toEqual(names.slice(0, 2))
  const { rows } = await query(
    'select question, state, error from ai_question where study_id = $1 order by created desc, position limit 3',
    [uuid],
  )
  expect(rows.map(({ state, error }) => [state, error])).toEqual([
    ['DONE', null],
    ['ERROR', 'The AI stack answered 500'],
    ['ERROR', 'Not asked, because has_scanned_docs was not answered'],
  ])
  for (const body of ['{"reply":1}', 'words']) {
    ai.answers.set('which_body_part', { body })
    await admin.ok(studyQuestion, { uuid, question: ['which_body_part'] })
    await answerAll()
  }
  expect(await valueIn(admin, uuid, fields[0] ?? '')).toBe('which_body_part!')
})

test('what can be asked is listed, with what became of it', async () => {
  const { admin, study: uuid, account, namespace } = await study()
  expect(await admin.ok(studyQuestionList, { uuid })).toEqual({ questions: [] })
  for (const name of ['ai_has_scanned_docs', 'AI_which_body_part', 'ai_nobody_knows'])
    await field(admin, account.uuid, name)
  const never = { state: null, answer: null, error: null, asked: null, user_name: null }
  expect((await admin.ok(studyQuestionList, { uuid })).questions).toEqual([
    { question: 'which_body_part', ...never },
    { question: 'has_scanned_docs', ...never },
  ])
  await admin.ok(studyQuestion, { uuid, question: ['which_body_part'] })
  const first = async () => (await admin.ok(studyQuestionList, { uuid })).questions[0]
  expect(await first()).toMatchObject({ state: 'SCHEDULED', answer: null })
  expect(Date.parse((await first())?.asked ?? '')).toBeGreaterThan(Date.now() - 60_000)
  ai.answers.set('which_body_part', { body: '{"answer":{"part":"chest"}}' })
  await answerAll()
  expect(await first()).toMatchObject({ state: 'DONE', answer: '{"part":"chest"}', error: null })
  // The last one counts.
  ai.answers.set('which_body_part', { status: 500, body: 'no' })
  await admin.ok(studyQuestion, { uuid, question: ['which_body_part'] })
  await answerAll()
  expect(await first()).toMatchObject({ state: 'ERROR', answer: null, error: 'The AI stack answered 500' })
  // Another study of the same place has not been asked.
  const { uuid: other } = await admin.ok(studyAdd, {
    study_uid: '1.9.1000',
    storage_namespace: namespace,
    phi_namespace: namespace,
  })
  expect((await admin.ok(studyQuestionList, { uuid: other })).questions[0]?.state).toBe(null)
})

test('what a process left behind is asked again, under the same id', async () => {
  const { admin, study: uuid, account } = await study()
  await field(admin, account.uuid, 'ai_which_body_part')
  await admin.ok(studyQuestion, { uuid, question: ['which_body_part'] })
  await query(
    "update ai_question set state = 'RUNNING', updated = now() - interval '1 hour' where study_id = $1",
    [uuid],
  )
  await query("delete from graphile_worker._private_jobs where key like 'ai_question:%'")
  await resumeQuestions(server.services.db)
  const { rows } = await query(
    "select payload from graphile_worker._private_jobs where key like 'ai_question:%'",
  )
  expect(rows).toHaveLength(1)
  await answerAll()
  const found = await query('select uuid, state from ai_question where study_id = $1', [uuid])
  expect(found.rows[0].state).toBe('DONE')
  expect(ai.asked.map(({ id }) => id)).toEqual([found.rows[0].uuid])
})

test('a namespace is asked what its account enables, and the answer is audited', async () => {
  const { admin, account, namespace, place } = await study()
  const question = ['run_custom_code_namespace_scripts']
  expect(await admin.refused(namespaceQuestion, { uuid: place, question })).toBe('NOT_FOUND')
  await admin.ok(accountSet, {
    uuid: account.uuid,
    settings: { enable_namespace_ai_questions: question, ai_run_custom_code_namespace_scripts: 'fast' },
  })
  expect(await admin.refused(namespaceQuestion, { uuid: place, question: ['which_body_part'] })).toBe(
    'NOT_FOUND',
  )
  await admin.ok(namespaceQuestion, { uuid: place, question })
  await admin.ok(namespaceQuestion, { uuid: namespace, question })
  expect(await admin.refused(namespaceQuestion, { uuid: place, question })).toBe('IN_PROCESS')
  await answerAll()
  expect(ai.asked.map((one) => [one.namespace_id, one.settings, one.study]).toSorted()).toEqual(
    [
      [place, 'fast', undefined],
      [namespace, 'fast', undefined],
    ].toSorted(),
  )
  const { rows } = await query("select detail from audit where uuid = $1 and action = 'AI_ACTION'", [place])
  expect(rows[0].detail).toMatchObject({ answer: 'run_custom_code_namespace_scripts!' })
  const listed = async (uuid: string) => (await admin.ok(namespaceQuestionList, { uuid })).questions
  expect(await listed(place)).toMatchObject([
    { question: question[0], state: 'DONE', answer: 'run_custom_code_namespace_scripts!' },
  ])
  // Of a personal namespace nobody has said what may be asked.
  expect(await listed(admin.namespace_id)).toEqual([])
  expect(await admin.refused(namespaceQuestion, { uuid: admin.namespace_id, question })).toBe('NOT_FOUND')
})

test('nothing is asked where there is no stack', async () => {
  const { admin, account, namespace } = await clinicOf(without, { study_edit: 1 })
  await field(admin, account.uuid, 'ai_which_body_part')
  const { uuid } = await admin.ok(studyAdd, {
    study_uid: '1.9.0',
    storage_namespace: namespace,
    phi_namespace: namespace,
  })
  expect(await admin.refused(studyQuestion, { uuid, question: ['which_body_part'] })).toBe('NODE_NOT_SETUP')
  expect((await admin.ok(studyQuestionList, { uuid })).questions).toEqual([])
})
