import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { groupAdd, groupSet } from '#contract/group.ts'
import { locationAdd } from '#contract/location.ts'
import { roleList, roleSet } from '#contract/role.ts'
import { accountCanShare } from '#contract/share_rule.ts'
import { studyAdd, studyDelete, studyDeletedList, studyRevive, studySet } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet, studyPermissions } from '#contract/study/read.ts'
import {
  studyApprove,
  studyFreeze,
  studyMove,
  studyReject,
  studyShare,
  studyShareList,
  studyShareStop,
  studyShareWho,
} from '#contract/study/share.ts'
import { userInviteAccept, userJoin } from '#contract/user_account.ts'
import { buildFile } from '../../dicom/testing/build.ts'
import { notify } from '../../jobs/notify.ts'
import { studyApprove as approveJob } from '../../jobs/study_approve.ts'
import { performDeferredShares } from '../../share/deferred.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let made = 0

async function clinic(grants: Record<string, 0 | 1> = {}) {
  const account = await server.account()
  const admin = await server.person(account, 'admin', { global: true })
  const { roles } = await admin.ok(roleList, { account_id: account.uuid })
  for (const role of roles)
    await admin.ok(roleSet, {
      uuid: role.uuid,
      permissions: { study_share: 1, study_share_email: 1, ...grants },
    })
  return { account, admin, uuid: account.uuid, namespace: account.namespace_id }
}

const query = (text: string, values: unknown[] = []) => server.services.pool.query(text, values)

async function studyIn(who: Person, namespace: string, patientid = 'P1') {
  made += 1
  const place = { storage_namespace: namespace, phi_namespace: namespace }
  const { uuid } = await who.ok(studyAdd, {
    study_uid: `1.4.${made}`,
    patientid,
    patient_name: 'Doe^Jane',
    ...place,
  })
  await query('update study set phantom = false, image_count = 2 where uuid = $1', [uuid])
  return { uuid, study_uid: `1.4.${made}`, ...place }
}

const stow = (who: Person, namespace: string, file: Parameters<typeof buildFile>[0]) =>
  server.app.inject({
    method: 'POST',
    url: `/dicomweb/namespaces/${namespace}/studies`,
    headers: {
      'x-ambrahealth-sid': who.sid,
      'content-type': 'multipart/related; type="application/dicom"; boundary=b',
    },
    payload: Buffer.concat([
      Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'),
      buildFile(file),
      Buffer.from('\r\n--b--\r\n'),
    ]),
  })

const studiesOf = async (who: Person) => (await who.ok(studyList, {})).studies

test('a share is another record over the same images, seen at once and gone at once', async () => {
  const here = await clinic()
  const there = await clinic()
  await here.admin.ok(accountCanShare, {
    account_id: here.uuid,
    by_type: 'account',
    by_id: here.uuid,
    with_type: 'account',
    with_id: there.uuid,
  })
  const file = { studyUID: '1.4.777', seriesUID: '1.4.777.1', sopUID: '1.4.777.1.1', patientID: 'S1' }
  const stored = await stow(here.admin, here.namespace, file)
  expect(stored.statusCode).toBe(200)
  await query("update study set phantom = false where study_uid = '1.4.777'")
  const [study] = await studiesOf(here.admin)
  const uuid = study?.uuid ?? ''
  await here.admin.ok(studyShare, { uuid, account_id: there.uuid, message: 'Please look' })
  const [shared] = await studiesOf(there.admin)
  expect(shared).toMatchObject({
    study_uid: '1.4.777',
    patientid: 'S1',
    share_message: 'Please look',
    must_approve: 0,
  })
  expect(shared?.uuid).not.toBe(uuid)

  const doors = () =>
    Promise.all(
      [
        '/dicomweb/studies/1.4.777/metadata',
        '/dicomweb/studies/1.4.777/series/1.4.777.1/instances/1.4.777.1.1',
        `/api/v3/storage/study/${here.namespace}/1.4.777/schema`,
      ].map(
        async (url) =>
          (await server.app.inject({ url, headers: { 'x-ambrahealth-sid': there.admin.sid } })).statusCode,
      ),
    )
  expect(await doors()).toEqual([200, 200, 200])
  expect(
    (
      await query('select count(*)::int as n from stored_instance where sop_instance_uid = $1', [
        '1.4.777.1.1',
      ])
    ).rows,
  ).toEqual([{ n: 1 }])

  expect(await here.admin.ok(studyShareList, { uuid, name: 1 })).toMatchObject({
    account_id: [{ uuid: there.uuid, action: 'share', must_approve: 0 }],
    group_id: [],
  })
  await here.admin.ok(studyShareStop, { uuid, account_id: there.uuid })
  expect(await studiesOf(there.admin)).toEqual([])
  expect(await doors()).toEqual([404, 404, 404])
  expect((await here.admin.ok(studyShareList, { uuid })).account_id).toEqual([])
  expect((await here.admin.call(studyShareStop, { uuid, account_id: there.uuid })).body).toMatchObject({
    error_type: 'NOT_FOUND',
    error_subtype: 'account_id',
  })
  expect((await here.admin.ok(studyGet, { uuid })).study_uid).toBe('1.4.777')
})

test('groups, locations, colleagues and codes are shared with as the account lets them', async () => {
  const { admin, account, uuid: account_id, namespace } = await clinic()
  const study = await studyIn(admin, namespace)
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  const location = await admin.ok(locationAdd, { account_id, name: 'North', share_code: `north-${made}` })
  const colleague = await server.person(account)
  const names = async (type: string) =>
    (await admin.ok(studyShareWho, { uuid: study.uuid, type })).shares.map(({ name }) => name)
  expect([await names('group'), await names('location')]).toEqual([['Ward'], ['North']])
  expect(await names('user')).toContain(colleague.name)
  expect(await admin.refused(studyShareWho, { uuid: study.uuid, type: 'planet' })).toBe('INVALID_TYPE')

  await admin.ok(studyShare, { uuid: study.uuid, group_id: group.uuid })
  await admin.ok(studyShare, { uuid: study.uuid, group_id: group.uuid })
  await admin.ok(studyShare, { uuid: study.uuid, share_code: `NORTH-${made}` })
  await admin.ok(studyShare, { uuid: study.uuid, user_id: colleague.user_id })
  const list = await admin.ok(studyShareList, { uuid: study.uuid })
  expect(list).toMatchObject({
    group_id: [group.uuid],
    location_id: [location.uuid],
    user_id: [colleague.user_id],
  })
  await admin.ok(groupSet, { uuid: group.uuid, no_share: 1 })
  const other = await studyIn(admin, namespace)
  expect(await admin.refused(studyShare, { uuid: other.uuid, group_id: group.uuid })).toBe('NOT_PERMITTED')
  expect((await admin.call(studyShare, { uuid: other.uuid, share_code: 'nobody' })).body.error_subtype).toBe(
    'share_code',
  )
})

test.each([
  [{}, 'MISSING_FIELDS', undefined],
  [{ group_id: 'x', email: ['a@example.org'] }, 'INVALID_PARAMETERS', undefined],
  [{ email: ['nobody'] }, 'INVALID_EMAIL', undefined],
  [{ npi: '1' }, 'INVALID_NPI', undefined],
  [{ rsna: {} }, 'NOT_FOUND', 'rsna'],
  [{ study_request_id: 'x' }, 'NOT_FOUND', 'study_request_id'],
])('a share with %o is refused with %s', async (params, error_type, subtype) => {
  const { admin, namespace } = await clinic({ study_share_npi: 1 })
  const { uuid } = await studyIn(admin, namespace)
  const { body } = await admin.call(studyShare, { uuid, ...params })
  expect(body.error_type).toBe(error_type)
  if (subtype) expect(body.error_subtype).toBe(subtype)
})

test('people are named in order: members, and whom a rule names elsewhere, not who is gone or takes nothing', async () => {
  const { admin, account, uuid: account_id, namespace } = await clinic()
  const elsewhere = await clinic()
  const study = await studyIn(admin, namespace)
  const [ann, ben, cid, dan, eve] = await Promise.all([
    server.person(account),
    server.person(account),
    server.person(account),
    server.person(account),
    server.person(elsewhere.account),
  ])
  const names = { Ann: ann, ben, Cid: cid, dan, Eve: eve }
  for (const [last, { user_id }] of Object.entries(names))
    await query(`update "user" set first = '', last = $2 where uuid = $1`, [user_id, last])
  const who = async () =>
    (await admin.ok(studyShareWho, { uuid: study.uuid, type: 'user' })).shares
      .filter(({ uuid }) => uuid !== admin.user_id)
      .map(({ uuid }) => Object.entries(names).find(([, { user_id }]) => user_id === uuid)?.[0])
  expect(await who()).toEqual(['Ann', 'ben', 'Cid', 'dan'])

  await query('update "user" set disabled = true where uuid = $1', [cid.user_id])
  await query('update namespace set no_share = true where uuid = $1', [dan.namespace_id])
  expect(await who()).toEqual(['Ann', 'ben'])

  // With rules only those whom one of them names.
  for (const with_id of [eve.user_id, ann.user_id, dan.user_id])
    await query(
      `insert into share_rule (account_id, by_type, by_id, with_type, with_id) values ($1, 'account', $1, 'user', $2)`,
      [account_id, with_id],
    )
  expect(await who()).toEqual(['Ann', 'Eve'])
  await query('update "user" set deleted = now() where uuid = $1', [eve.user_id])
  expect(await who()).toEqual(['Ann'])
})

test('why a target takes nothing is said', async () => {
  const { admin, uuid: account_id, namespace } = await clinic()
  const study = await studyIn(admin, namespace)
  const failed = async (params: object) =>
    (await admin.call(studyShare, { uuid: study.uuid, ...params })).body
  expect(await failed({ account_id })).toMatchObject({ error_type: 'SHARE_FAILED', error_subtype: 'SAME' })
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  await query('update namespace set settings = \'{"no_dup_share": 1}\' where uuid = $1', [group.namespace_id])
  await query(
    `insert into study (account_id, phi_namespace, storage_namespace, study_uid, image_count)
     values ($1, $2, $2, $3, 2)`,
    [account_id, group.namespace_id, study.study_uid],
  )
  expect(await failed({ group_id: group.uuid })).toMatchObject({
    error_type: 'SHARE_FAILED',
    error_subtype: 'NO_DUP_SHARE',
  })
  await query('update study set phantom = true where uuid = $1', [study.uuid])
  expect((await failed({ group_id: group.uuid })).error_type).toBe('PHANTOM')
  const stranger = await clinic()
  expect((await failed({ account_id: stranger.uuid })).error_type).toBe('PHANTOM')
  await query('update study set phantom = false where uuid = $1', [study.uuid])
  expect(await failed({ account_id: stranger.uuid })).toMatchObject({
    error_type: 'NOT_FOUND',
    error_subtype: 'account_id',
  })
})

test('each kind of target needs its own right, and an account’s rules hold', async () => {
  const { admin, uuid: account_id, namespace } = await clinic({ study_share_group: 0 })
  const study = await studyIn(admin, namespace)
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  const other = await admin.ok(locationAdd, { account_id, name: 'North' })
  expect((await admin.call(studyShare, { uuid: study.uuid, group_id: group.uuid })).body).toMatchObject({
    error_type: 'NOT_PERMITTED',
    error_subtype: 'study_share_group',
  })
  expect((await admin.ok(studyShareWho, { uuid: study.uuid, type: 'group' })).shares).toEqual([])
  const south = await admin.ok(locationAdd, { account_id, name: 'South' })
  const rule = {
    account_id,
    by_type: 'account',
    by_id: account_id,
    with_type: 'location',
    with_id: south.uuid,
  }
  await admin.ok(accountCanShare, rule)
  expect((await admin.call(studyShare, { uuid: study.uuid, location_id: other.uuid })).body).toMatchObject({
    error_type: 'NOT_PERMITTED',
    error_subtype: 'share_rule',
  })
  await admin.ok(studyShare, { uuid: study.uuid, location_id: south.uuid })
  expect(
    (await admin.ok(studyShareWho, { uuid: study.uuid, type: 'location' })).shares.map(({ name }) => name),
  ).toEqual(['South'])
  const { roles } = await admin.ok(roleList, { account_id })
  for (const role of roles) await admin.ok(roleSet, { uuid: role.uuid, permissions: { study_share: 0 } })
  expect(await admin.refused(studyShareList, { uuid: study.uuid })).toBe('NOT_PERMITTED')
})

test('an address that nobody has is invited, and whoever registers it finds the study', async () => {
  const { admin, namespace } = await clinic()
  const study = await studyIn(admin, namespace)
  const email = `unknown${made}@example.org`
  const known = await server.person()
  await admin.ok(studyShare, { uuid: study.uuid, email: [email, known.email], message: 'As we said' })
  expect((await studiesOf(known))[0]).toMatchObject({ study_uid: study.study_uid })
  const { rows } = await query('select body_text from mail where recipient = $1', [email])
  expect(rows[0]?.body_text).toContain('As we said')
  expect(rows[0]?.body_text).not.toContain('Doe')
  const waiting = await admin.ok(studyShareList, { uuid: study.uuid, name: 1 })
  expect(waiting.user_invite_share_id).toMatchObject([{ name: email }])

  const person = { first: 'New', last: 'Doctor', email, password: 'correct-horse-42' }
  // Anybody can type the address; only who reads its mail has the token.
  expect((await server.call(userJoin, person)).body.error_type).toBe('DISABLED')
  const invite = /\/invite\/([0-9a-f-]{36})/.exec(String(rows[0]?.body_text))?.[1] ?? ''
  expect(await admin.refused(userInviteAccept, { uuid: invite })).toBe('NOT_FOUND')
  const joined = await server.call(userJoin, { ...person, invite })
  expect(joined.body.status).toBe('OK')
  const { rows: studies } = await query(
    `select s.study_uid from study s join "user" u on u.namespace_id = s.phi_namespace where u.uuid = $1 and s.deleted is null`,
    [joined.body.uuid],
  )
  expect(studies).toEqual([{ study_uid: study.study_uid }])
  expect((await admin.ok(studyShareList, { uuid: study.uuid })).user_invite_share_id).toEqual([])

  const again = await studyIn(admin, namespace)
  await admin.ok(studyShare, { uuid: again.uuid, email: [`never${made}@example.org`] })
  const { user_invite_share_id } = await admin.ok(studyShareList, { uuid: again.uuid })
  await admin.ok(studyShareStop, { uuid: again.uuid, user_invite_share_id: String(user_invite_share_id[0]) })
  const late = await server.call(userJoin, { ...person, email: `never${made}@example.org` })
  expect(late.body.error_type).toBe('DISABLED')
})

test('a share by storage triplet waits for its study, two hours at most', async () => {
  const { admin, uuid: account_id, namespace } = await clinic()
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  made += 1
  const study = { study_uid: `1.4.${made}`, storage_namespace: namespace, phi_namespace: namespace }
  await admin.ok(studyShare, { ...study, group_id: group.uuid })
  const { uuid } = await admin.ok(studyAdd, study)
  const arrive = async () => {
    await query('update study set phantom = false where uuid = $1', [uuid])
    const { rows } = await query('select * from study where uuid = $1', [uuid])
    await server.services.db
      .transaction()
      .execute((tx) => performDeferredShares(tx, server.services.configuration, rows[0]))
  }
  await arrive()
  expect((await admin.ok(studyShareList, { uuid })).group_id).toEqual([group.uuid])
  await admin.ok(studyShareStop, { uuid, group_id: group.uuid })
  await query('update study set phantom = true where uuid = $1', [uuid])
  await admin.ok(studyShare, { ...study, group_id: group.uuid })
  await query("update study_deferred_share set expires = now() - interval '1 minute'")
  await arrive()
  expect((await admin.ok(studyShareList, { uuid })).group_id).toEqual([])
})

test('what waits for approval is approved, when it matches, or sent back with a word', async () => {
  const { admin, uuid: account_id, namespace } = await clinic()
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward', must_approve: 1 })
  await admin.ok(customfieldAdd, { account_id, name: 'approved_by_name', object: 'Study' })
  await admin.ok(customfieldAdd, { account_id, name: 'reject_message', object: 'Study' })
  const share = async () => {
    const study = await studyIn(admin, namespace)
    await admin.ok(studyShare, { uuid: study.uuid, group_id: group.uuid })
    const filter = {
      'filter.study_uid.equals': study.study_uid,
      'filter.phi_namespace.equals': group.namespace_id,
    }
    const [shared] = (await admin.ok(studyList, filter)).studies
    return { original: study.uuid, uuid: shared?.uuid ?? '', must_approve: shared?.must_approve }
  }
  const approved = async (uuid: string) => (await admin.ok(studyGet, { uuid })).must_approve === 0
  const one = await share()
  expect(one.must_approve).toBe(1)
  await admin.ok(studyApprove, { uuid: one.uuid })
  const after = await admin.ok(studyGet, { uuid: one.uuid })
  expect(after.must_approve).toBe(0)
  expect(after.customfields?.find(({ name }) => name === 'approved_by_name')?.value).toBe(admin.name)

  const two = await share()
  expect(await admin.refused(studyApprove, { uuid: two.uuid, delay: 601 })).toBe('INVALID_DELAY')
  expect(await admin.refused(studyApprove, { uuid: two.uuid, delay: 1, must_match: {} })).toBe(
    'DELAY_OR_MATCH',
  )
  expect(await admin.refused(studyApprove, { uuid: two.uuid, must_match: { colour: 'red' } })).toBe(
    'INVALID_FIELD',
  )
  await admin.ok(studyApprove, { uuid: two.uuid, must_match: { accession_number: 'A7' } })
  expect(await approved(two.uuid)).toBe(false)
  const job = { study_id: two.uuid, user_id: admin.user_id }
  await approveJob.run(server.services, job)
  expect(await approved(two.uuid)).toBe(false)
  const edit = { study_id: two.uuid, accession_number: 'a7' }
  expect(await admin.refused(studySet, edit)).toBe('PENDING_MUST_MATCH')
  await query('update study set accession_number = $2 where uuid = $1', [two.uuid, 'a7'])
  await approveJob.run(server.services, job)
  expect(await approved(two.uuid)).toBe(true)

  const three = await share()
  await admin.ok(studyApprove, { uuid: three.uuid, delay: 60 })
  expect(await approved(three.uuid)).toBe(false)
  await approveJob.run(server.services, { study_id: three.uuid, user_id: admin.user_id })
  expect(await approved(three.uuid)).toBe(true)

  const four = await share()
  await admin.ok(studyReject, { uuid: four.uuid, message: 'Wrong patient' })
  expect(await admin.refused(studyGet, { uuid: four.uuid })).toBe('NOT_FOUND')
  const original = await admin.ok(studyGet, { uuid: four.original })
  expect(original.customfields?.find(({ name }) => name === 'reject_message')?.value).toBe('Wrong patient')
  expect((await admin.ok(studyShareList, { uuid: four.original })).group_id).toEqual([])
})

test('those who want to be told are told, without a word of the patient', async () => {
  const here = await clinic()
  const there = await clinic()
  await here.admin.ok(accountCanShare, {
    account_id: here.uuid,
    by_type: 'account',
    by_id: here.uuid,
    with_type: 'account',
    with_id: there.uuid,
  })
  await there.admin.ok(accountSet, { uuid: there.uuid, must_approve: 1 })
  const study = await studyIn(here.admin, here.namespace)
  await here.admin.ok(studyShare, { uuid: study.uuid, account_id: there.uuid })
  const { rows } = await query(
    "select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'notify' and j.payload->>'namespace_id' = $1",
    [there.namespace],
  )
  await notify.run(server.services, notify.payload.parse(rows[0]?.payload))
  const { rows: mails } = await query('select subject, body_text from mail where recipient = $1', [
    there.admin.email,
  ])
  expect(mails[0]?.subject).toContain('waits for approval')
  expect(JSON.stringify(mails)).not.toMatch(/Doe|P1/)
})

test('a study moves to another namespace of the same person’s', async () => {
  const { admin, uuid: account_id, namespace } = await clinic({ study_move: 1 })
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  const study = await studyIn(admin, namespace)
  await admin.ok(studyMove, { uuid: study.uuid, namespace_id: group.namespace_id })
  expect((await admin.ok(studyGet, { uuid: study.uuid })).phi_namespace).toBe(group.namespace_id)
  expect(await admin.refused(studyMove, { uuid: study.uuid, namespace_id: group.namespace_id })).toBe(
    'ALREADY_EXISTS',
  )
  const elsewhere = await clinic()
  expect(await admin.refused(studyMove, { uuid: study.uuid, namespace_id: elsewhere.namespace })).toBe(
    'NOT_FOUND',
  )
})

test('a frozen study is changed by nobody, nor is any share of it, until it thaws', async () => {
  const { admin, uuid: account_id, namespace } = await clinic()
  const study = await studyIn(admin, namespace)
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  await admin.ok(studyShare, { uuid: study.uuid, group_id: group.uuid })
  const reader = await server.person()
  expect(await reader.refused(studyFreeze, { uuid: study.uuid })).toBe('NOT_FOUND')
  await admin.ok(studyFreeze, { uuid: study.uuid })
  expect(await admin.refused(studyFreeze, { uuid: study.uuid })).toBe('ALREADY')
  const { rows } = await query('select is_frozen from study where study_uid = $1', [study.study_uid])
  expect(rows).toEqual([{ is_frozen: true }, { is_frozen: true }])
  expect(await admin.refused(studySet, { study_id: study.uuid, patient_name: 'X' })).toBe('NOT_PERMITTED')
  expect(await admin.refused(studyShare, { uuid: study.uuid, group_id: group.uuid })).toBe('NOT_PERMITTED')
  expect(await admin.ok(studyPermissions, { uuid: study.uuid })).toMatchObject({
    study_share: 0,
    study_edit: 0,
    study_view: 1,
  })
  const { study_uid } = study
  const file = {
    studyUID: study_uid,
    seriesUID: `${study_uid}.1`,
    sopUID: `${study_uid}.1.1`,
    patientID: 'P1',
  }
  const kept = async () =>
    (
      await query('select count(*)::int as images from stored_instance where sop_instance_uid = $1', [
        file.sopUID,
      ])
    ).rows[0]
  expect((await stow(admin, namespace, file)).statusCode).toBe(409)
  expect(await kept()).toEqual({ images: 0 })
  await admin.ok(studyFreeze, { uuid: study.uuid, thaw: 1 })
  expect((await stow(admin, namespace, file)).statusCode).toBe(200)
  expect(await kept()).toEqual({ images: 1 })
  await admin.ok(studySet, { study_id: study.uuid, patient_name: 'X' })
  expect(await admin.refused(studyFreeze, { uuid: study.uuid, thaw: 1 })).toBe('ALREADY')
})

test('the images go with the last record over them, whether it was shared, rejected or deleted', async () => {
  const { admin, uuid: account_id, namespace } = await clinic()
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  const study = await studyIn(admin, namespace)
  await admin.ok(studyShare, { uuid: study.uuid, group_id: group.uuid })
  await admin.ok(studyShareStop, { uuid: study.uuid, group_id: group.uuid })
  const { rows } = await query(
    'select purge_at is not null as purged from study where shared_from_study = $1',
    [study.uuid],
  )
  expect(rows).toEqual([{ purged: true }])
})

test('what was stopped or rejected is not had back, and what was deleted is listed until its images go', async () => {
  const { admin, uuid: account_id, namespace } = await clinic()
  await admin.ok(accountSet, { uuid: account_id, settings: { storage_delete_delay: 60 } })
  const { uuid: group_id, namespace_id } = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  const study = await studyIn(admin, namespace)
  await admin.ok(studyShare, { uuid: study.uuid, group_id })
  const [shared] = (await admin.ok(studyList, { 'filter.phi_namespace.equals': namespace_id })).studies
  await admin.ok(studyShareStop, { uuid: study.uuid, group_id })
  const sysadmin = await server.person(undefined, 'user', { sysadmin: true })
  expect(await sysadmin.refused(studyRevive, { uuid: shared?.uuid ?? '' })).toBe('CAN_NOT_REVIVE')
  expect((await admin.ok(studyDeletedList, { account_id })).studies).toEqual([])
  await admin.ok(studyDelete, { uuid: study.uuid })
  expect((await admin.ok(studyDeletedList, { account_id })).studies).toMatchObject([
    { uuid: study.uuid, patient_name: 'Doe^Jane', deleted_by_name: admin.name },
  ])
  await sysadmin.ok(studyRevive, { uuid: study.uuid })
  expect((await admin.ok(studyDeletedList, { account_id })).studies).toEqual([])
})
