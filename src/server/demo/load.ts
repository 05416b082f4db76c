import type { Actor } from '../access/actor.ts'
import { nobody } from '../access/actor.ts'
import { FIRST_ACCOUNT_GRANTS, FIRST_ACCOUNT_SETTINGS } from '../first_account.ts'
import { notifyStudy } from '../ingest/notify.ts'
import { receiveFile } from '../ingest/receive.ts'
import type { Services } from '../services.ts'
import { addMember, createAccount, type DefaultRole, type NewAccount } from '../tenancy/account.ts'
import { createUser } from '../tenancy/user.ts'
import { makeTemplates, writeReport } from './reports.ts'
import { type DemoStudy, demoStudies } from './studies.ts'

const ACCOUNT = 'Halden Radiology (demonstration)'

/** Nobody knows a password of theirs: an administrator who wants to be one of them sets it. */
const PEOPLE: readonly { first: string; last: string; email: string; role: DefaultRole }[] = [
  { first: 'Rita', last: 'Okonjo', email: 'rita.okonjo@demo.localhost', role: 'user' },
  { first: 'Ivo', last: 'Castell', email: 'ivo.castell@demo.localhost', role: 'user' },
  { first: 'Sára', last: 'Varga', email: 'sara.varga@demo.localhost', role: 'admin' },
]

interface Demo {
  account: NewAccount
  people: string[]
}

function makeAccount({ db }: Services, admin: string): Promise<Demo> {
  return db.transaction().execute(async (tx) => {
    const account = await createAccount(tx, ACCOUNT, {
      created_by: admin,
      settings: FIRST_ACCOUNT_SETTINGS,
      grants: FIRST_ACCOUNT_GRANTS,
    })
    await addMember(tx, {
      account_id: account.uuid,
      user_id: admin,
      role_id: account.roles.admin,
      global: true,
    })
    const people: string[] = []
    for (const { first, last, email, role } of PEOPLE) {
      const user = await createUser(tx, { first, last, email, password_hash: null })
      await addMember(tx, {
        account_id: account.uuid,
        user_id: user.uuid,
        role_id: account.roles[role],
        global: role === 'admin',
      })
      people.push(user.uuid)
    }
    return { account, people }
  })
}

async function loadStudy(
  services: Services,
  actor: Actor,
  { account, people }: Demo,
  study: DemoStudy,
): Promise<void> {
  const target = {
    account_id: account.uuid,
    storage_namespace: account.namespace_id,
    actor,
    record: 'make' as const,
  }
  for (const file of study.files()) {
    const outcome = await receiveFile(services, target, [file])
    if (outcome.state === 'refused') throw new Error(`a demonstration image was refused: ${outcome.message}`)
  }
  const [record] = await notifyStudy(services, {
    storage_namespace: account.namespace_id,
    study_uid: study.study_uid,
  })
  if (!record) throw new Error('a demonstration study has no record')
  const { db } = services
  const study_id = record.uuid
  const [reader = actor.user_id] = people
  const row = await db
    .updateTable('study')
    .set({ study_status: study.status })
    .where('uuid', '=', study_id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await writeReport(services, account.uuid, row, reader)
  for (const tag of study.tags)
    await db
      .insertInto('tag')
      .values({ object: 'Study', object_id: study_id, account_id: account.uuid, tag })
      .execute()
  if (study.comment)
    await db
      .insertInto('study_comment')
      .values({ study_id, account_id: account.uuid, user_id: reader, body: study.comment })
      .execute()
  if (study.star)
    await db
      .insertInto('study_star')
      .values({ study_id, account_id: account.uuid, user_id: actor.user_id })
      .execute()
}

/** An account with people and studies to try things on. Runs once, after the first start, in the background. */
export async function loadDemo(services: Services, admin: string): Promise<void> {
  const user = await services.db
    .selectFrom('user')
    .select(['name', 'email', 'namespace_id'])
    .where('uuid', '=', admin)
    .executeTakeFirstOrThrow()
  const actor: Actor = { ...nobody(null), kind: 'user', user_id: admin, ...user }
  const demo = await makeAccount(services, admin)
  await makeTemplates(services, demo.account.uuid, admin)
  // The last plan arrives first, so that the list's own order is the intended one.
  for (const study of demoStudies().toReversed()) await loadStudy(services, actor, demo, study)
}
