import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, inject } from 'vitest'
import type { z } from 'zod'
import type { Command, ErrorOf, ParamsOf } from '#contract/command.ts'
import { hashPassword } from '../access/password.ts'
import { createSession } from '../access/session.ts'
import { readConfiguration } from '../configuration.ts'
import { connect } from '../db/connection.ts'
import { EventHub } from '../events/hub.ts'
import { FIRST_ACCOUNT_GRANTS, FIRST_ACCOUNT_SETTINGS } from '../first_account.ts'
import { buildApp } from '../http/app.ts'
import { openFileStore } from '../objects/file-store.ts'
import type { Services } from '../services.ts'
import { addMember, createAccount, type DefaultRole, type NewAccount } from '../tenancy/account.ts'
import { createUser } from '../tenancy/user.ts'
import { TEMPLATE, urlOf } from './database.ts'

/** The real HTTP stack over a database and a folder of its own, with people and accounts made as a test needs them. */

export interface Reply<C extends Command> {
  code: number
  body: {
    status: 'OK' | 'ERROR'
    error_type?: ErrorOf<C>
    error_subtype?: unknown
    error_data?: unknown
  } & Partial<z.output<C['returns']>>
}

export interface Person {
  user_id: string
  namespace_id: string
  email: string
  name: string
  sid: string
  call<C extends Command>(command: C, params: ParamsOf<C>): Promise<Reply<C>>
  /** The answer of a call that must succeed. */
  ok<C extends Command>(command: C, params: ParamsOf<C>): Promise<z.output<C['returns']>>
  /** The error token of a call that must be refused. */
  refused<C extends Command>(command: C, params: ParamsOf<C>): Promise<unknown>
}

export interface TestServer {
  app: FastifyInstance
  services: Services
  /** A new account as the first start makes one. */
  account(name?: string): Promise<NewAccount>
  /** A member of an account with one of its roles; without an account a user who belongs nowhere. */
  person(
    account?: NewAccount,
    role?: DefaultRole,
    options?: { sysadmin?: boolean; role_id?: string; global?: boolean },
  ): Promise<Person>
  call<C extends Command>(
    command: C,
    params: ParamsOf<C>,
    options?: {
      sid?: string
      /** Credentials of a gateway, under the names by which the command takes them. */
      gateway?: { uuid: string; serial_no: string }
      request?: InjectOptions
    },
  ): Promise<Reply<C>>
}

/** Parameters as an existing client sends them: a form, JSON values as JSON text. */
export function formOf(params: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue
    form.set(name, typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value))
  }
  return form.toString()
}

/** Checks an answer against its contract: the server keeps its word in every test. */
function returnsOf<R extends z.ZodObject>(command: { returns: R }, body: unknown): z.output<R> {
  return command.returns.parse(body)
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database "${name}" template ${TEMPLATE}`)
  } finally {
    await client.end()
  }
}

async function dropDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`drop database if exists "${name}" with (force)`)
  await client.end()
}

export const PASSWORD = 'correct-horse-42'

/** Starts a server for the tests of one file. */
export function testServer(environment: NodeJS.ProcessEnv = {}): TestServer {
  const database = `test_${randomUUID().replaceAll('-', '')}`
  let started: { app: FastifyInstance; services: Services; close(): Promise<void> } | undefined
  let password_hash = ''

  beforeAll(async () => {
    const url = inject('postgresUrl')
    await createDatabase(url, database)
    const data = await mkdtemp(join(tmpdir(), 'collimate-server-'))
    const configuration = readConfiguration({
      COLLIMATE_DATA: data,
      DATABASE_URL: urlOf(url, database),
      ...environment,
    })
    const { db, pool, close } = connect(configuration.database_url ?? '', 10)
    const objects = await openFileStore(configuration.storage)
    const archive = configuration.archive ? await openFileStore(configuration.archive) : undefined
    const events = new EventHub(configuration.database_url ?? '')
    await events.start()
    const services: Services = {
      configuration,
      db,
      pool,
      objects,
      archive,
      events,
      log: pino({ level: 'silent' }),
    }
    password_hash = await hashPassword(PASSWORD)
    const app = await buildApp(services)
    started = {
      app,
      services,
      async close() {
        await app.close()
        await events.stop()
        await objects.close()
        await archive?.close()
        await close()
        await dropDatabase(url, database)
        await rm(data, { recursive: true, force: true })
      },
    }
  })
  afterAll(async () => started?.close())

  const running = () => {
    if (!started) throw new Error('the server starts before the first test of the file')
    return started
  }

  const server: TestServer = {
    get app() {
      return running().app
    },
    get services() {
      return running().services
    },
    account: (name = `Account ${randomUUID()}`) =>
      running()
        .services.db.transaction()
        .execute((tx) =>
          createAccount(tx, name, { settings: FIRST_ACCOUNT_SETTINGS, grants: FIRST_ACCOUNT_GRANTS }),
        ),
    async call(command, params, { sid, gateway, request } = {}) {
      const by = command.node === 'node_id' ? 'node_id' : 'uuid'
      const credentials = gateway ? { [by]: gateway.uuid, serial_no: gateway.serial_no } : sid ? { sid } : {}
      const answer = await running().app.inject({
        method: 'POST',
        url: `/api/v3${command.path}`,
        payload: formOf({ ...params, ...credentials }),
        ...request,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...request?.headers },
      })
      const isJson = String(answer.headers['content-type']).startsWith('application/json')
      // A file is no envelope.
      return { code: answer.statusCode, body: JSON.parse(isJson ? answer.payload : '{"status":"OK"}') }
    },
    async person(account, role = 'user', options = {}) {
      const { db } = running().services
      const email = `${randomUUID()}@example.org`
      const user = await db.transaction().execute(async (tx) => {
        const made = await createUser(tx, {
          email,
          first: 'Test',
          last: role,
          password_hash,
          sysadmin: options.sysadmin ?? false,
        })
        if (account) {
          const role_id = options.role_id ?? account.roles[role]
          await addMember(tx, {
            account_id: account.uuid,
            user_id: made.uuid,
            role_id,
            global: options.global ?? false,
          })
        }
        return made
      })
      const sid = await createSession(db, { user_id: user.uuid, minutes: 60, client_address: '127.0.0.1' })
      return {
        user_id: user.uuid,
        namespace_id: user.namespace_id,
        email,
        name: `Test ${role}`,
        sid,
        call: (command, params) => server.call(command, params, { sid }),
        async ok<C extends Command>(command: C, params: ParamsOf<C>) {
          const { code, body } = await server.call(command, params, { sid })
          if (code !== 200) throw new Error(`${command.path} answered ${code} ${JSON.stringify(body)}`)
          return returnsOf<C['returns']>(command, body)
        },
        async refused(command, params) {
          const { code, body } = await server.call(command, params, { sid })
          if (code === 200) throw new Error(`${command.path} succeeded`)
          return body.error_type
        },
      }
    },
  }
  return server
}
