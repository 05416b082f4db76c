import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Case } from './permissions.ts'
import type { Person } from './server.ts'

/** The kinds of calls that strangers do not try, and what has to be so, or the member's own, before one can succeed. */

type Prepare = NonNullable<Case['prepare']>

interface World {
  /** The objects of the account by what they are; filled before the first test. */
  id: Readonly<Record<string, string>>
  uid: string
  owner: () => Person
  member: () => Person
}

export function permissionCases({ id, uid, owner, member }: World): Record<string, Case> {
  const change =
    (table: string, of: string, values: () => Readonly<Record<string, string | boolean>>): Prepare =>
    (db) =>
      sql`update ${sql.table(table)} set ${sql.join(
        Object.entries(values()).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
      )} where uuid = ${id[of]}`.execute(db)
  const mine = () => ({ user_id: member().user_id })
  const study = (values: Record<string, string | boolean> = {}) =>
    change('study', 'study', () => ({ phantom: false, ...values }))
  const shared: Prepare = (db: Kysely<Database>) =>
    sql`insert into filter_share (filter_id, account_id, type, type_uuid)
      values (${id.filter}, ${id.account}, 'account_id', ${id.account})`.execute(db)
  const another = () => ({ namespace_id: id.namespace, uuid: owner().user_id })
  const place = () => ({
    study_uid: '1.2.826.0.1.44',
    storage_namespace: id.namespace,
    phi_namespace: id.namespace,
  })
  const tagged = (object: string, uuid: () => string | undefined): [string, Case][] =>
    ['add', 'delete'].map((does) => [
      `/tag/${does} object=${object}`,
      { params: () => ({ object, object_id: uuid(), tag: 'x' }) },
    ])
  const shareWith = (name: string, value: () => unknown): [string, Case][] =>
    ['/study/share', '/study/share/price'].map((path) => [
      `${path} ${name}`,
      { params: () => ({ uuid: id.study, [name]: value() }) },
    ])
  const named = () => ({ account_id: id.account, name: 'New' })
  const myFolder = { prepare: change('folder', 'folder', () => ({ owner_id: member().user_id })) }
  return {
    '/account/saml/role/set': {
      params: () => ({ account_id: id.account, saml_role: 'x', for_group: 1, role_id: id.member_role }),
    },
    '/user/join/request': {
      params: () => ({ account_id: id.other_account }),
      prepare: change('account', 'other_account', () => ({ can_request: true })),
    },
    '/user/join/answer': {
      params: () => ({ uuid: id.join, accept: 0 }),
    },
    '/assignment/add': { params: () => ({ study_id: id.study, user_id: owner().user_id }) },
    '/assignment/add order_id': { params: () => ({ order_id: id.order, user_id: owner().user_id }) },
    '/assignment/delete': { finds: 'NOT_FOUND' },
    '/assignment/delete order_id': { finds: 'NOT_FOUND' },
    '/connected/add order_id': { params: () => ({ order_id: id.order, with_order_id: id.order }) },
    '/connected/add': { params: () => ({ study_id: id.study, with_study_id: id.study }) },
    '/connected/delete': { finds: 'NOT_FOUND' },
    '/connected/delete order_id': { finds: 'NOT_FOUND' },
    '/order/document/delete': { finds: 'NOT_FOUND' },
    '/folder/add': { params: named },
    '/folder/get': myFolder,
    '/folder/set': myFolder,
    '/folder/delete': myFolder,
    '/folder/study/add': {
      ...myFolder,
      prepare: async (db) => {
        await myFolder.prepare(db)
        // What the owner put there would be granted to the member.
        await sql`delete from folder_item where folder_id = ${id.folder}`.execute(db)
        await study()(db)
      },
    },
    '/folder/study/remove': myFolder,
    '/folder/order/add': myFolder,
    '/folder/order/remove': myFolder,
    '/folder/share/list': myFolder,
    '/folder/share/add': { ...myFolder, params: () => ({ uuid: id.folder, user_id: owner().user_id }) },
    '/folder/share/stop': { ...myFolder, finds: 'NOT_FOUND' },
    '/link/add folder_id': { ...myFolder, params: () => ({ folder_id: id.folder, action: 'STUDY_LIST' }) },
    '/link/list folder_id': myFolder,
    '/role/add': { params: named },
    '/account/template/delete': { finds: 'NOT_FOUND' },
    '/node/add': { params: () => ({ ...named(), type: 'HARVESTER' }) },
    '/node/set a node that the caller has added': {
      params: () => ({ uuid: id.node, name: 'X' }),
      prepare: change('node', 'node', () => ({ created_by: member().user_id })),
    },
    '/node/delete a node that the caller has added': {
      params: () => ({ uuid: id.node }),
      prepare: change('node', 'node', () => ({ created_by: member().user_id })),
    },
    '/namespace/question': { finds: 'NOT_FOUND' },
    '/group/add': { params: named },
    '/location/add': { params: named },
    '/customfield/add': { params: () => ({ ...named(), object: 'Study' }) },
    '/customfield/mapping/add': {
      params: () => ({ from_customfield_id: id.other_customfield, to_customfield_id: id.customfield }),
    },
    '/customfield/search extended': {
      params: () => ({ uuid: id.customfield, extended: 1 }),
      prepare: change('customfield', 'customfield', () => ({ options: '{"search_source":"account_users"}' })),
    },
    '/study/add': { params: place },
    '/study/add thin': { params: () => ({ thin: 1, ...place() }) },
    '/study/set': { params: () => ({ study_id: id.study, patient_name: 'X' }), prepare: study() },
    '/study/set use_upload_permission': {
      params: () => ({ study_id: id.study, patient_name: 'X', use_upload_permission: 1 }),
      prepare: study({ source: 'upload' }),
    },
    '/study/set a thin study': {
      params: () => ({ study_id: id.study, patient_name: 'X' }),
      prepare: study({ thin: true }),
    },
    '/study/set a study that waits for approval': {
      params: () => ({ study_id: id.study, patient_name: 'X' }),
      prepare: study({ must_approve: true }),
    },
    '/study/duplicate': { params: () => ({ uuid: id.study, namespace_id: id.namespace }) },
    '/study/duplicate study_request_id': {
      params: () => ({ uuid: id.study, study_request_id: id.request }),
      prepare: study(),
    },
    '/study/share study_request_id': {
      params: () => ({ uuid: id.study, study_request_id: id.request }),
      prepare: study(),
    },
    '/study/attachment/email': { finds: 'NOT_FOUND' },
    '/study/request/add': { finds: 'NOT_FOUND' },
    '/study/request/close status=R': { params: () => ({ uuid: id.request, status: 'R' }) },
    '/study/split': { params: () => ({ uuid: id.study, namespace_id: id.namespace }) },
    '/study/share/stop': { finds: 'NOT_FOUND' },
    '/group/user/delete': { finds: 'NOT_FOUND' },
    '/location/user/delete': { finds: 'NOT_FOUND' },
    '/patient/merge': { finds: 'NOT_FOUND' },
    '/study/sync': { params: () => ({ study_id: id.study }) },
    '/study/comment/delete': { prepare: change('study_comment', 'comment', mine) },
    '/study/access/explain': { params: () => ({ uuid: id.study, user_id: owner().user_id }) },
    '/study/timing/event': {
      params: () => ({ study_uid: uid, storage_namespace: id.namespace, event: 'UPLOAD' }),
    },
    '/keyimage/delete': { prepare: change('keyimage', 'keyimage', mine) },
    '/message/delete': { prepare: change('message', 'message', mine) },
    '/radreport/delete': { prepare: change('radreport', 'radreport', mine) },
    '/radreportmacro/get': { prepare: change('radreport_macro', 'macro', mine) },
    '/radreportmacro/set': { prepare: change('radreport_macro', 'macro', mine) },
    '/radreportmacro/delete': { prepare: change('radreport_macro', 'macro', mine) },
    '/filter/share': {
      params: () => ({ uuid: id.filter, account_id: id.account }),
      prepare: change('filter', 'filter', mine),
    },
    '/filter/set': { prepare: shared },
    '/filter/delete': { prepare: shared },
    '/user/event uuid': { params: another },
    '/user/event/set uuid': { params: another },
    '/user/set share_code': { params: () => ({ share_code: 'mine-alone' }) },
    '/user/set public_key of another': {
      params: () => ({ uuid: owner().user_id, account_id: id.account, public_key: 'ssh-rsa AAAA' }),
    },
    '/user/set uuid': { params: () => ({ uuid: owner().user_id, account_id: id.account, first: 'X' }) },
    '/namespace/settings a setting': { params: () => ({ uuid: id.namespace, no_dup_share: 1 }) },
    '/namespace/study/defaults of one’s own namespace': {
      params: () => ({ uuid: member().namespace_id, defaults: {} }),
    },
    '/namespace/event/defaults of one’s own namespace': {
      params: () => ({ uuid: member().namespace_id, event_share: 0 }),
    },
    '/link/add user_id': {
      params: () => ({
        account_id: id.account,
        filter: {},
        action: 'STUDY_LIST',
        user_id: owner().user_id,
        prompt_for_anonymize: 0,
      }),
    },
    '/job/get': {
      params: () => ({ id: 'a-job' }),
      prepare: (db) =>
        sql`insert into storage_job (id, user_id, state) values ('a-job', ${member().user_id}, 'DONE')`.execute(
          db,
        ),
    },
    ...Object.fromEntries([
      ...shareWith('account_id', () => id.account),
      ...shareWith('group_id', () => id.group),
      ...shareWith('location_id', () => id.location),
      ...shareWith('user_id', () => owner().user_id),
      ...shareWith('share_code', () => 'no-such-code'),
      ...shareWith('email', () => 'new@example.org'),
      ...shareWith('npi', () => '1234567890'),
      ...tagged('Study', () => id.study),
      ...tagged('Group', () => id.group),
      ...tagged('Location', () => id.location),
      ...tagged('Account', () => id.account),
      ...tagged('Patient', () => id.patient),
      ...tagged('Order', () => id.order),
      ...tagged('Message', () => id.message),
      ...tagged('User_account', () => id.membership),
    ]),
    // Nothing of the study stops the search for the code.
    '/study/share/price share_code': {
      params: () => ({ uuid: id.study, share_code: 'no-such-code' }),
      finds: 'NOT_FOUND',
    },
  }
}
