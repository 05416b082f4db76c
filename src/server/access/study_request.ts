import { type Kysely, type Selectable, sql } from 'kysely'
import type { StudyRequestTable } from '../db/request-tables.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { accountAccess } from './account.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { mayIn, type NamespaceAccess, namespacesOf } from './namespaces.ts'

/** Who sees a request for studies: those of the asking account with `study_request_view`, those of the asked one with `study_request_view_inbound`. */

export type StudyRequestRow = Selectable<StudyRequestTable>

export interface FoundRequest {
  request: StudyRequestRow
  /** The asking account as the actor holds it, where they may see the request there. */
  asking: NamespaceAccess | undefined
  /** The asked one. */
  asked: NamespaceAccess | undefined
}

const seesAsking = (actor: Actor, access: NamespaceAccess, request: StudyRequestRow): boolean =>
  mayIn(actor, access, 'study_request_view') &&
  (request.created_by === actor.user_id ||
    standsAboveRoles(actor) ||
    !mayIn(actor, access, 'study_request_view_only_own'))

/** NOT_FOUND for a stranger to both accounts, NOT_PERMITTED for a member of one who may not see it. */
export async function findRequest(db: Kysely<Database>, actor: Actor, uuid: string): Promise<FoundRequest> {
  const request = await db.selectFrom('study_request').selectAll().where('uuid', '=', uuid).executeTakeFirst()
  if (!request || actor.guest) throw new Refusal('NOT_FOUND')
  const asking = await accountAccess(db, actor, request.requesting_account_id)
  const asked = await accountAccess(db, actor, request.account_id)
  if (!asking && !asked) throw new Refusal('NOT_FOUND')
  const found: FoundRequest = {
    request,
    asking: asking && seesAsking(actor, asking, request) ? asking : undefined,
    asked: asked && mayIn(actor, asked, 'study_request_view_inbound') ? asked : undefined,
  }
  if (!found.asking && !found.asked) throw new Refusal('NOT_PERMITTED')
  return found
}

/** The accounts in whose inboxes the actor sees requests, by direction. */
export async function requestAccounts(
  db: Kysely<Database>,
  actor: Actor,
): Promise<{ asked: string[]; asking: string[]; askingOwn: string[] }> {
  const accounts = (await namespacesOf(db, actor)).filter((access) => access.type === 'account_id')
  const of = (sees: (access: NamespaceAccess) => boolean) =>
    accounts.filter(sees).map(({ type_uuid }) => type_uuid)
  const views = (access: NamespaceAccess) => mayIn(actor, access, 'study_request_view')
  const onlyOwn = (access: NamespaceAccess) =>
    !standsAboveRoles(actor) && mayIn(actor, access, 'study_request_view_only_own')
  return {
    asked: of((access) => mayIn(actor, access, 'study_request_view_inbound')),
    asking: of((access) => views(access) && !onlyOwn(access)),
    askingOwn: of((access) => views(access) && onlyOwn(access)),
  }
}

/** A request as the lock of a change holds it. REQUEST_CLOSED unless it is pending or in progress. */
export async function lockOpenRequest(tx: Kysely<Database>, uuid: string): Promise<StudyRequestRow> {
  const { rows } =
    await sql<StudyRequestRow>`select * from study_request where uuid = ${uuid} for update`.execute(tx)
  const [request] = rows
  if (!request) throw new Refusal('NOT_FOUND')
  if (!isOpen(request)) throw new Refusal('REQUEST_CLOSED')
  return request
}

export const isOpen = ({ status }: Pick<StudyRequestRow, 'status'>): boolean =>
  status === 'N' || status === 'I'
