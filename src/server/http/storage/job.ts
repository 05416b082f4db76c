import { sql } from 'kysely'
import type { StorageCall } from './call.ts'

const HEADER = 'x-ambrahealth-job-id'

/** Keeps the state of a changing call under the id that its client gave it, for `/job/get`. */
export async function asJob<T>(call: StorageCall, work: () => Promise<T>): Promise<T> {
  const given = call.request.headers[HEADER]
  const id = typeof given === 'string' ? given.slice(0, 200) : ''
  if (id === '') return work()
  const save = (state: 'RUNNING' | 'DONE' | 'ERROR') =>
    call.services.db
      .insertInto('storage_job')
      .values({ id, user_id: call.actor.user_id, state })
      .onConflict((conflict) =>
        conflict.columns(['id', 'user_id']).doUpdateSet({ state, updated: sql<string>`now()` }),
      )
      .execute()
  await save('RUNNING')
  try {
    const result = await work()
    await save('DONE')
    return result
  } catch (error) {
    await save('ERROR')
    throw error
  }
}
