import { createHash } from 'node:crypto'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

/**
 * Kysely's connections, with prepared statements: a statement that comes up again is parsed and planned once a
 * connection instead of each time, which is half of what a short one costs.
 */
export function preparingPool(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect()
      const known = clients.get(client)
      if (known) return known
      const preparing = new PreparingClient(client)
      clients.set(client, preparing)
      return preparing
    },
  }
}

/** Statements seen by how often, until they get a name. */
const seen = new Map<string, number>()
const names = new Map<string, string>()
const OFTEN = 3
const MOST_SEEN = 2000
const MOST_NAMES = 500
const LONGEST = 16_000

/** The name of a statement that deserves one. */
export function statementName(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST_NAMES || text.length > LONGEST) return known
  const times = (seen.get(text) ?? 0) + 1
  if (times < OFTEN) {
    if (seen.size >= MOST_SEEN) seen.clear()
    seen.set(text, times)
    return undefined
  }
  seen.delete(text)
  const name = `s${createHash('sha1').update(text).digest('base64url').slice(0, 20)}`
  names.set(text, name)
  return name
}

class PreparingClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query<R>(
    statement: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof statement !== 'string') throw new Error('cursors are not used here')
    // Without parameters it may be several statements at once, which cannot be prepared.
    const name = parameters.length > 0 ? statementName(statement) : undefined
    return this.#run<R>(name, statement, parameters)
  }

  async #run<R>(
    name: string | undefined,
    text: string,
    parameters: readonly unknown[],
  ): Promise<PostgresQueryResult<R>> {
    const { command, rowCount, rows } = await this.#client.query<R & pg.QueryResultRow>({
      name,
      text,
      values: [...parameters],
    })
    return { command: commandOf(command), rowCount: rowCount ?? 0, rows }
  }

  release(destroy?: boolean): void {
    this.#client.release(destroy)
  }
}

type Command = PostgresQueryResult<unknown>['command']
const COMMANDS: readonly Command[] = ['UPDATE', 'DELETE', 'INSERT', 'SELECT', 'MERGE']
/** Kysely asks only whether a statement changed rows. */
const commandOf = (command: string): Command => COMMANDS.find((known) => known === command) ?? 'SELECT'
