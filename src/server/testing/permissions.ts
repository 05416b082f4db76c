import type { Kysely } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Command, Needed, PermissionRule } from '#contract/command.ts'
import {
  isPermission,
  PERMISSION_FLAGS,
  PERMISSIONS,
  type Permission,
  type PermissionFlag,
} from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { loadHandlers } from '../http/handlers.ts'
import {
  AWAITED,
  BESIDE_COMMANDS,
  IN_THE_SCREEN,
  NEEDS_NO_FLAG,
  NOTHING_TO_PERMIT,
} from './permission_places.ts'
import type { Person, TestServer } from './server.ts'
import { undone } from './undone.ts'

/**
 * Permissions: a command does with the flags that its contract names and with no others set, and answers NOT_PERMITTED
 * with all others set and one of them, or its parent, not.
 */

/** A call of a command that reaches an object of the account. */
export interface KnownCall {
  command: Command
  params: () => Readonly<Record<string, unknown>>
}

/** What a kind of call takes beyond the parameters that are known for its command. */
export interface Case {
  params?: () => Readonly<Record<string, unknown>>
  prepare?: (db: Kysely<Database>) => Promise<unknown>
  /** The answer past the door where there is nothing to be done, for what would be done to a second object. */
  finds?: 'NOT_FOUND'
}

/** Flags that take away: every other role is without them. */
const TAKES_AWAY = /_only_own$|^study_search_require_|^study_upload_validate$/
const ALL: ReadonlySet<Permission> = new Set(PERMISSIONS.filter((flag) => !TAKES_AWAY.test(flag)))

const parentOf = (flag: Permission): Permission | undefined => {
  const { parent }: PermissionFlag = PERMISSION_FLAGS[flag]
  return parent !== undefined && isPermission(parent) ? parent : undefined
}

const isOff = (needed: Needed): needed is `!${Permission}` => needed.startsWith('!')
const flagOf = (needed: Needed): Permission => {
  const name = needed.replace(/^!/, '')
  if (!isPermission(name)) throw new Error(`${name} is no permission`)
  return name
}

interface Trial {
  /** What is tried, in words. */
  name: string
  flags: ReadonlySet<Permission>
  permitted: boolean
}

/** Every way that is open, by itself; every flag missing, with the ways that do not need it closed. */
function trialsOf({ anyOf }: PermissionRule): Trial[] {
  const trials: Trial[] = anyOf.map((way) => {
    const flags = way.filter((needed) => !isOff(needed)).map(flagOf)
    const parents = flags.flatMap((flag) => parentOf(flag) ?? [])
    return { name: `with ${way.join(' ')}`, flags: new Set([...flags, ...parents]), permitted: true }
  })
  for (const needed of new Set(anyOf.flat())) {
    const flag = flagOf(needed)
    const parent = parentOf(flag)
    const closed = anyOf
      .filter((way) => !way.includes(needed))
      .flatMap((way) => way.filter((one) => !isOff(one)).map(flagOf))
    const without = (...missing: Permission[]) =>
      new Set([...ALL].filter((one) => ![...closed, ...missing].includes(one)))
    if (isOff(needed))
      trials.push({ name: `with ${flag}`, flags: new Set([...without(), flag]), permitted: false })
    else trials.push({ name: `without ${flag}`, flags: without(flag), permitted: false })
    if (parent)
      trials.push({ name: `without ${parent} of ${flag}`, flags: without(parent), permitted: false })
  }
  return trials
}

const applies = (when: string, params: Readonly<Record<string, unknown>>): boolean => {
  const [name = '', value] = when.split('=')
  if (value !== undefined) return params[name] === value
  return Object.keys(params).some((key) => key === name || (name.endsWith('_') && key.startsWith(name)))
}

export const caseName = (path: string, when?: string): string =>
  when === undefined ? path : `${path} ${when}`

interface Proof {
  server: TestServer
  calls: readonly KnownCall[]
  cases: Readonly<Record<string, Case>>
  /** A member of the account whose role the trials change. */
  member: () => Person
  role_id: () => string
}

/** The parameters of a kind of call: the case's own, or those of a known call of that kind. */
function paramsOf(
  { calls, cases }: Proof,
  command: Command,
  rule: PermissionRule,
): Readonly<Record<string, unknown>> {
  const own = cases[caseName(command.path, rule.when)]?.params
  if (own) return own()
  const others = (command.permission ?? []).flatMap(({ when }) => when ?? [])
  const fit = calls
    .filter((call) => call.command.path === command.path)
    .map((call) => call.params())
    .find((params) =>
      rule.when !== undefined && /^\w+(=\w+)?$/.test(rule.when)
        ? applies(rule.when, params)
        : !others.some((when) => applies(when, params)),
    )
  if (!fit) throw new Error(`no call of ${caseName(command.path, rule.when)} is known`)
  return fit
}

async function answerOf(
  proof: Proof,
  command: Command,
  rule: PermissionRule,
  { flags }: Trial,
): Promise<unknown> {
  return undone(proof.server.services, async (db) => {
    await proof.cases[caseName(command.path, rule.when)]?.prepare?.(db)
    const permissions = JSON.stringify(
      Object.fromEntries(PERMISSIONS.map((flag) => [flag, flags.has(flag) ? 1 : 0])),
    )
    await db.updateTable('role').set({ permissions }).where('uuid', '=', proof.role_id()).execute()
    const { code, body } = await proof.server.call(command, paramsOf(proof, command, rule), {
      sid: proof.member().sid,
    })
    if (code === 200) return 'OK'
    // The word of the commands that were the sysadmin's before a role could be given them.
    return body.error_type === 'NOT_SYSADMIN_OR_SUPPORT' ? 'NOT_PERMITTED' : (body.error_type ?? code)
  })
}

/** Nothing of a call that got past the door. */
const SHUT = ['NOT_PERMITTED', 'NOT_FOUND', 'MISSING_FIELDS', 401, 405, 500]

/** Tests every command that declares permissions. */
export async function provePermissions(proof: Proof): Promise<void> {
  const commands = (await loadHandlers()).map(({ command }) => command)
  describe('permissions', () => {
    for (const command of commands) {
      if (!command.permission) continue
      const trials = command.permission.flatMap((rule) =>
        trialsOf(rule).map((trial) => ({ rule, trial, name: caseName(trial.name, rule.when) })),
      )
      test(command.path, async () => {
        const answers: Record<string, unknown> = {}
        const wanted: Record<string, unknown> = {}
        for (const { rule, trial, name } of trials) {
          const answer = await answerOf(proof, command, rule, trial)
          const { finds } = proof.cases[caseName(command.path, rule.when)] ?? {}
          const past = answer === finds || !SHUT.some((shut) => shut === answer)
          answers[name] = trial.permitted && past ? 'permitted' : answer
          wanted[name] = trial.permitted ? 'permitted' : 'NOT_PERMITTED'
        }
        expect(answers).toEqual(wanted)
      })
    }

    test('every command says what it needs, or that it needs nothing', () => {
      const silent = commands.filter(({ permission, path }) => !permission && !NEEDS_NO_FLAG.has(path))
      expect(silent.map(({ path }) => path)).toEqual([])
    })

    test('every flag is needed by a command, has its effect elsewhere, or waits for a command', () => {
      const served = new Map<string, string>(
        commands.map(({ path, permission }) => [path, JSON.stringify(permission ?? [])]),
      )
      const declared = [...served.values()].join()
      const elsewhere = new Set<string>([
        ...BESIDE_COMMANDS,
        ...Object.keys(IN_THE_SCREEN),
        ...Object.keys(NOTHING_TO_PERMIT),
      ])
      const states = PERMISSIONS.map((flag) => {
        const awaited = AWAITED[flag] ?? []
        const names = (text: string | undefined) => text !== undefined && new RegExp(`"!?${flag}"`).test(text)
        const undeclared = awaited.filter((path) => served.has(path) && !names(served.get(path)))
        if (undeclared.length > 0) return [flag, `${undeclared.join()} does not declare it`]
        const waits = awaited.some((path) => !served.has(path))
        return [flag, names(declared) || elsewhere.has(flag) || waits ? 'known' : 'nowhere']
      })
      expect(states.filter(([, state]) => state !== 'known')).toEqual([])
    })
  })
}
