import type { z } from 'zod'
import type { Permission } from './permission.ts'

/**
 * Who may call a command.
 *
 * - `none`: nobody needs to be signed in
 * - `session`: a sid, Basic, Bearer or our own cookie; 401 without one
 * - `optional`: a session widens the answer, its absence is no error
 * - `node`: a gateway by its serial number, nobody else
 */
export type CommandAuth = 'none' | 'session' | 'optional' | 'node'

/**
 * Which parameter says what gateway calls, beside its `serial_no`: `node_id`; `uuid`, which then names nothing else; or
 * `self`, where `uuid` is the gateway that the command is about, and which it may come by HTTP Basic too.
 */
export type NodeCredentials = 'node_id' | 'uuid' | 'self'

/** One way to satisfy a requirement: all of these parameters together. */
export type Alternative = readonly string[]

/** A flag that has to be set; `!flag` is one that takes a right away and must not be. */
export type Needed = Permission | `!${Permission}`

/** What a kind of call needs, where its caller is neither sysadmin nor support, nor acts on what is their own. */
export interface PermissionRule {
  /** The call's parameter, `parameter=value`, or in words the state of its object. Without: every other call. */
  when?: string
  /** One of these ways has to be open; a way is all of its flags, each with its parent. */
  anyOf: readonly (readonly Needed[])[]
}

/** Any one of these flags, whatever the call. */
export const anyOf = (...flags: Permission[]): readonly PermissionRule[] => [
  { anyOf: flags.map((flag) => [flag]) },
]

/** Tokens that every command may answer with, whether or not its page lists them (v3 README, "Responses"). */
export type CommonError =
  | 'MISSING_FIELDS'
  | 'INVALID_FLAG'
  | 'INVALID_INTEGER'
  | 'INVALID_JSON'
  | 'NOT_LIST'
  | 'NOT_HASH'
  | 'INVALID_FIELD'
  | 'INVALID_CONDITION'
  | 'FILTER_NOT_FOUND'
  | 'INVALID_SORT_FIELD'
  | 'INVALID_SORT_ORDER'
  | 'NOT_FOUND'
  | 'NOT_PERMITTED'

export interface CommandDefinition<P extends z.ZodObject, R extends z.ZodObject, E extends string> {
  /** Parameters by their exact v3 names. Parsed once, at the edge. */
  params: P
  /**
   * What must be there, beyond the fields that `params` does not mark optional: each entry is a choice of
   * alternatives, `[['uuid'], ['study_uid', 'storage_namespace', 'phi_namespace']]` for
   * `(uuid || study_uid && storage_namespace && phi_namespace)`.
   */
  oneOf?: readonly (readonly Alternative[])[]
  /** Prefixes of parameter names that stand for a family: `customfield-`, `setting_`. */
  open?: readonly string[]
  /** Takes `filter.*`, `filter_id`, `page.*` and `sort_by`, as far as named. */
  list?: readonly ('filter' | 'page' | 'sort')[]
  /** Permission flags without which the answer is NOT_PERMITTED. `access/permission.test.ts` proves both ways. */
  permission?: readonly PermissionRule[]
  returns: R
  errors: readonly E[]
  auth?: CommandAuth
  /** A gateway may call it as well. */
  node?: NodeCredentials
  /** `POST` when a GET must be answered 405. Otherwise both mean the same. */
  method?: 'POST'
  /** Bytes of the request body at most (study list: 20 KiB). */
  bodyLimit?: number
  /** Guests of a link and patients in the portal may call it too; what it reaches is theirs alone. */
  guests?: true
  /** The answer is not the JSON envelope: a redirect, a stream, a file. */
  raw?: true
}

export interface Command<
  P extends z.ZodObject = z.ZodObject,
  R extends z.ZodObject = z.ZodObject,
  E extends string = string,
> extends CommandDefinition<P, R, E> {
  path: `/${string}`
  auth: CommandAuth
}

/** Declares a v3 command. The path is the v3 path without `/api/v3`. */
export function command<P extends z.ZodObject, R extends z.ZodObject, const E extends string = never>(
  path: `/${string}`,
  definition: CommandDefinition<P, R, E>,
): Command<P, R, E> {
  return { auth: 'session', ...definition, path }
}

/** Parameters whose names are only known at run time. */
export type OpenParams = {
  [
    name:
      | `filter.${string}`
      | `customfield-${string}`
      | `fields.${string}`
      | `setting_${string}`
      | `permission_${string}`
  ]: unknown
}

export interface ListParams {
  filter_id?: string
  'filter.tz'?: string
  'page.rows'?: number
  'page.number'?: number
  sort_by?: string
}

/** What a caller passes: parsed values, `filter.*` and custom fields by name. The sid travels apart. */
export type ParamsOf<C extends Command> = z.output<C['params']> & ListParams & OpenParams
/** What a success answers, without `status`. */
export type ReturnsOf<C extends Command> = z.output<C['returns']>
/** The error tokens of a command, the common ones included. */
export type ErrorOf<C extends Command> = C['errors'][number] | CommonError
