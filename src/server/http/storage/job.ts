import { sql } from 'kysely'
import type { StorageCall } from './call.ts'

const HEADER = 'x-ambrahealth-job-id'

/** The id that a client gave its call. */
export const jobIdOf = ({ request }: StorageCall): string | undefined => {
  const given = request.headers[HEADER]
  return (typeof given === 'string' && given.slice(0, 200)) || undefined
}

/** Keeps the state of a changing call under the id that its client gave it, for `/job/get`. What goes on in a job says itself when it ends. */
export async function asJob<T>(call: StorageCall, work: () => Promise<T>): Promise<T> {
  const id = jobIdOf(call)
  if (id === undefined) return work()
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
    if (!call.goesOn) await save('DONE')
    return result
  } catch (error) {
    await save('ERROR')
    throw error
  }
}
