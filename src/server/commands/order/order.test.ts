import { beforeAll, expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { folderAdd, folderGet, folderOrderAdd, folderOrderRemove, folderShareAdd } from '#contract/folder.ts'
import { linkAdd, linkSession } from '#contract/link.ts'
import { nodeAdd } from '#contract/node.ts'
import {
  assignmentAdd,
  assignmentDelete,
  assignmentList,
  connectedAdd,
  connectedDelete,
  connectedList,
  flagGet,
  flagList,
  flagMark,
  flagSet,
  orderAdd,
  orderDelete,
  orderDocumentDelete,
  orderDocumentList,
  orderGet,
  orderList,
  orderSet,
  orderSpsAdd,
  orderSpsDelete,
  orderSpsFind,
  orderSpsSet,
  orderSpsStatus,
} from '#contract/order.ts'
import { roleAdd } from '#contract/role.ts'
import { sessionUser } from '#contract/session.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyStatusSet } from '#contract/study/status.ts'
import { tagAdd } from '#contract/tag.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
const FILE = { studyUID: '1.8.1', seriesUID: '1.8.1.1', sopUID: '1.8.1.1.1', patientID: 'O1' }
const ORDER = {
  patientid: 'O1',
  patient_name: 'Order^One',
  accession_number: 'ACC-1',
  patient_sex: 'F',
  patient_birth_date: '19800102',
  referring_physician: 'Ref^Erring',
  sending_facility: 'Ward 4',
}
let place: Awaited<ReturnType<typeof clinic>>
let owner: Person
let restricted: Person
let study = ''

beforeAll(async () => {
  place = await clinic(server, {
    order_view: 1,
    order_edit: 1,
    study_share: 1,
    study_tag: 1,
    link_edit: 1,
    study_status_edit: 1,
  })
  owner = place.admin
  const role = await owner.ok(roleAdd, {
    account_id: place.uuid,
    name: 'Restricted',
    permissions: { study_view: 0, order_view: 0, study_status_view: 1, study_status_edit: 1, folder_view: 1 },
  })
  restricted = await server.person(place.account, 'user', { role_id: role.uuid })
  await stow(server, owner, place.namespace, [FILE])
  await server.services.pool.query("update study set phantom = false, accession_number = 'ACC-1'")
  study = (await owner.ok(studyList, {})).studies[0]?.uuid ?? ''
})

test('an order is added, read, changed, listed and deleted, with its custom fields, tags and studies', async () => {
  const field = await owner.ok(customfieldAdd, { account_id: place.uuid, name: 'Ward', object: 'Order' })
  const { uuid } = await owner.ok(orderAdd, {
    account_id: place.uuid,
    ...ORDER,
    [`customfield-${field.uuid}`]: '4',
  })
  await owner.ok(tagAdd, { object: 'Order', object_id: uuid, tag: 'urgent' })
  expect(await owner.ok(orderGet, { uuid })).toMatchObject({
    ...ORDER,
    tags: ['urgent'],
    customfields: [{ uuid: field.uuid, value: '4' }],
    sps: [],
    study_count: 1,
    document_count: 0,
  })
  expect(await owner.ok(orderGet, { uuid })).not.toHaveProperty('studies')
  await owner.ok(accountSet, { uuid: place.uuid, settings: { enable_orders_in_worklist: '1' } })
  expect((await owner.ok(orderGet, { uuid })).studies).toEqual([study])
  const step = await owner.ok(orderSpsAdd, {
    order_id: uuid,
    modality: 'CT',
    scheduled_procedure_step_id: 'S1',
    requested_procedure_id: 'P1',
    requested_procedure_description: 'CT head',
    scheduled_station_aetitle: 'CT1',
    scheduled_procedure_step_start_date: '20260102',
    scheduled_procedure_step_start_time: '0900',
    scheduled_procedure_step_description: 'Without contrast',
  })
  await owner.ok(orderSpsSet, { uuid: step.uuid, modality: 'MR' })
  expect((await owner.ok(orderGet, { uuid })).sps).toMatchObject([
    { uuid: step.uuid, modality: 'MR', scheduled_station_aetitle: 'CT1', mpps_status: 'PENDING' },
  ])
  await owner.ok(orderSpsDelete, { uuid: step.uuid })
  expect(await owner.refused(orderSpsDelete, { uuid: step.uuid })).toBe('NOT_FOUND')
  await owner.ok(orderSet, { uuid, ...ORDER, accession_number: 'ACC-2' })
  const found = await owner.ok(orderList, { account_id: place.uuid, 'filter.study_count.equals': '0' })
  expect(found.orders.map((one) => one.uuid)).toEqual([uuid])
  expect(await owner.refused(orderAdd, { account_id: place.uuid, ...ORDER, 'customfield-x': '1' })).toBe(
    'INVALID_CUSTOMFIELD',
  )
  await owner.ok(orderDelete, { uuid })
  expect(await owner.refused(orderGet, { uuid })).toBe('NOT_FOUND')
  expect((await owner.ok(studyGet, { uuid: study })).uuid).toBe(study)
})

test('an assigned study or order is seen and worked on by whom the role shows nothing', async () => {
  const { uuid: order_id } = await owner.ok(orderAdd, { account_id: place.uuid, ...ORDER })
  expect(await restricted.refused(studyGet, { uuid: study })).toBe('NOT_PERMITTED')
  await owner.ok(assignmentAdd, { order_id, user_id: restricted.user_id })
  await owner.ok(assignmentAdd, { order_id, user_id: restricted.user_id })
  expect((await owner.ok(assignmentList, { order_id })).assignments).toMatchObject([
    { user_id: restricted.user_id, created_by_name: owner.name },
  ])
  expect((await restricted.ok(studyList, {})).studies.map(({ uuid }) => uuid)).toEqual([study])
  expect(
    (await restricted.call(studyStatusSet, { study_id: study, old: 'Unread', new: 'Reading' })).code,
  ).toBe(200)
  await owner.ok(assignmentDelete, { order_id, user_id: restricted.user_id })
  expect(await owner.refused(assignmentDelete, { order_id, user_id: restricted.user_id })).toBe('NOT_FOUND')
  await owner.ok(assignmentAdd, { study_id: study, user_id: restricted.user_id })
  expect((await restricted.ok(studyGet, { uuid: study })).uuid).toBe(study)
  await owner.ok(assignmentDelete, { study_id: study, user_id: restricted.user_id })
  expect((await restricted.ok(studyList, {})).studies).toEqual([])
  await owner.ok(orderDelete, { uuid: order_id })
})

test('who may only edit orders gives nobody a study by one, themselves least of all', async () => {
  const { uuid: role_id } = await owner.ok(roleAdd, {
    account_id: place.uuid,
    name: 'Front desk',
    permissions: {
      study_view: 0,
      study_share: 0,
      order_view: 1,
      order_edit: 1,
      folder_view: 1,
      folder_edit: 1,
      folder_share: 1,
    },
  })
  const desk = await server.person(place.account, 'user', { role_id })
  const { uuid: order_id } = await desk.ok(orderAdd, { account_id: place.uuid, ...ORDER })
  expect((await desk.ok(orderGet, { uuid: order_id })).study_count).toBe(0)
  expect(await desk.refused(assignmentAdd, { order_id, user_id: desk.user_id })).toBe('NOT_PERMITTED')
  const { uuid } = await desk.ok(folderAdd, { account_id: place.uuid, name: 'Desk' })
  await desk.ok(folderOrderAdd, { uuid, order_id: [order_id] })
  expect(await desk.refused(folderShareAdd, { uuid, user_id: restricted.user_id })).toBe('NOT_PERMITTED')
  // One that is theirs to work on is not made to mean other studies.
  const other = { ...ORDER, accession_number: 'ACC-9' }
  const given = await owner.ok(orderAdd, { account_id: place.uuid, ...other })
  await owner.ok(assignmentAdd, { order_id: given.uuid, user_id: desk.user_id })
  expect(await desk.refused(orderSet, { uuid: given.uuid, ...ORDER })).toBe('NOT_PERMITTED')
  await desk.ok(orderSet, { uuid: given.uuid, ...other, sending_facility: 'Ward 5' })
  expect((await desk.ok(studyList, {})).studies).toEqual([])
  await owner.ok(orderDelete, { uuid: order_id })
  await owner.ok(orderDelete, { uuid: given.uuid })
})

test('a folder with an order shows its members the order’s studies', async () => {
  const { uuid: order_id } = await owner.ok(orderAdd, { account_id: place.uuid, ...ORDER })
  const { uuid } = await owner.ok(folderAdd, { account_id: place.uuid, name: 'Orders' })
  expect((await owner.ok(folderOrderAdd, { uuid, order_id: [order_id] })).added).toBe(1)
  await owner.ok(folderShareAdd, { uuid, user_id: restricted.user_id })
  expect((await restricted.ok(studyList, {})).studies.map((one) => one.uuid)).toEqual([study])
  expect(
    (await owner.ok(orderList, { account_id: place.uuid, 'filter.folder_id.equals': uuid })).orders,
  ).toHaveLength(1)
  await owner.ok(folderOrderRemove, { uuid, order_id: [order_id] })
  expect((await owner.ok(folderGet, { uuid })).order_count).toBe(0)
  await owner.ok(orderDelete, { uuid: order_id })
})

test('flags come from the account’s dictionary, one of each group', async () => {
  const groups = [
    { group_id: 1, name: 'Urgency', flags: [{ flag_id: 1, name: 'STAT', color: '#ff0000' }] },
    { group_id: 2, name: 'Teaching', flags: [{ flag_id: 1, name: 'Good case', color: null }] },
  ]
  await owner.ok(flagSet, { account_id: place.uuid, groups })
  expect((await owner.ok(flagList, { account_id: place.uuid })).groups).toEqual(groups)
  for (const wrong of [[{ group_id: 0, name: 'x', flags: [] }], [...groups, ...groups], ['x']])
    expect(await owner.refused(flagSet, { account_id: place.uuid, groups: wrong })).toBe('INVALID_FLAGS')
  await owner.ok(flagMark, { study_id: study, group_id: 1, flag_id: 1 })
  expect((await owner.ok(flagGet, { study_id: study })).marks).toEqual([{ group_id: 1, flag_id: 1 }])
  expect(await owner.refused(flagMark, { study_id: study, group_id: 1, flag_id: 9 })).toBe('NOT_FOUND')
  await owner.ok(flagMark, { study_id: study, group_id: 1, flag_id: 0 })
  const { rows } = await server.services.pool.query('select * from flag_mark')
  expect(rows).toEqual([])
})

test('documents of an order are PDF files, pictures and videos, by their bytes', async () => {
  const { uuid } = await owner.ok(orderAdd, { account_id: place.uuid, ...ORDER })
  const post = (who: Person, bytes: string) =>
    server.app.inject({
      method: 'POST',
      url: `/api/v3/storage/order/${uuid}/document`,
      headers: { 'x-ambrahealth-sid': who.sid, 'content-type': 'multipart/form-data; boundary=b' },
      payload: Buffer.from(
        `--b\r\nContent-Disposition: form-data; name="file"; filename="../letter.pdf"\r\n\r\n${bytes}\r\n--b--\r\n`,
        'latin1',
      ),
    })
  expect((await post(owner, '<html>')).statusCode).toBe(400)
  expect((await post(restricted, '%PDF-1.7')).statusCode).toBe(403)
  expect((await post(owner, '%PDF-1.7')).statusCode).toBe(201)
  const { documents } = await owner.ok(orderDocumentList, { uuid })
  expect(documents).toMatchObject([{ filename: 'letter.pdf', mime_type: 'application/pdf', size: 8 }])
  const url = documents[0]?.url ?? ''
  const read = (who: Person) => server.app.inject({ url, headers: { 'x-ambrahealth-sid': who.sid } })
  expect((await read(owner)).body).toBe('%PDF-1.7')
  expect((await read(owner)).headers['x-content-type-options']).toBe('nosniff')
  expect((await read(restricted)).statusCode).toBe(403)
  const folder = await owner.ok(folderAdd, { account_id: place.uuid, name: 'For a guest' })
  await owner.ok(folderOrderAdd, { uuid: folder.uuid, order_id: [uuid] })
  const link = await owner.ok(linkAdd, { folder_id: folder.uuid, action: 'STUDY_LIST', skip_email_prompt: 1 })
  const { body } = await server.call(linkSession, { uuid: link.uuid })
  const guest = { sid: body.sid ?? '' }
  expect((await server.call(sessionUser, {}, guest)).body.guest?.orders).toMatchObject([{ uuid }])
  expect((await server.call(orderDocumentList, { uuid }, guest)).body.documents).toHaveLength(1)
  const shown = await server.app.inject({ url, headers: { 'x-ambrahealth-sid': guest.sid } })
  expect(shown.body).toBe('%PDF-1.7')
  await owner.ok(folderOrderRemove, { uuid: folder.uuid, order_id: [uuid] })
  expect((await server.call(orderDocumentList, { uuid }, guest)).body.error_type).toBe('NOT_FOUND')
  await owner.ok(orderDocumentDelete, { uuid, document_id: documents[0]?.uuid ?? '' })
  expect((await read(owner)).statusCode).toBe(404)
})

test('what is connected opens together, as far as each sees it', async () => {
  const { uuid: one } = await owner.ok(orderAdd, { account_id: place.uuid, ...ORDER })
  const other = { ...ORDER, accession_number: 'ACC-7', patient_name: 'Order^Two' }
  const { uuid: two } = await owner.ok(orderAdd, { account_id: place.uuid, ...other })
  await server.services.pool.query('update study set image_count = 1')
  expect(await owner.ok(connectedList, { order_id: one })).toEqual({
    orders: [],
    studies: [],
    opens: [study],
  })
  await owner.ok(connectedAdd, { order_id: two, with_order_id: one })
  await owner.ok(connectedAdd, { order_id: two, with_order_id: one })
  const seen = await owner.ok(connectedList, { order_id: two })
  expect(seen.orders).toMatchObject([{ uuid: one, patient_name: 'Order^One' }])
  expect(seen.opens).toEqual([study])
  await owner.ok(connectedAdd, { study_id: study, with_order_id: two })
  expect((await owner.ok(connectedList, { study_id: study })).orders.map(({ uuid }) => uuid)).toEqual([
    one,
    two,
  ])
  // Who is given one order of the set sees no more of it than that.
  await owner.ok(assignmentAdd, { order_id: two, user_id: restricted.user_id })
  expect(await restricted.ok(connectedList, { order_id: two })).toEqual({
    orders: [],
    studies: [],
    opens: [],
  })
  expect(await restricted.refused(connectedDelete, { order_id: two })).toBe('NOT_PERMITTED')
  await owner.ok(connectedDelete, { study_id: study })
  await owner.ok(connectedDelete, { order_id: two })
  expect(await owner.refused(connectedDelete, { order_id: one })).toBe('NOT_FOUND')
  await owner.ok(orderDelete, { uuid: one })
  await owner.ok(orderDelete, { uuid: two })
})

test('a gateway finds the steps of its account and says what became of them', async () => {
  const { uuid: order_id } = await owner.ok(orderAdd, { account_id: place.uuid, ...ORDER })
  for (const modality of ['CT', 'MR'])
    await owner.ok(orderSpsAdd, {
      order_id,
      modality,
      scheduled_procedure_step_id: modality,
      requested_procedure_id: 'P1',
      requested_procedure_description: 'Head',
      scheduled_station_aetitle: 'ROOM1',
      scheduled_procedure_step_start_date: '20260102',
      scheduled_procedure_step_start_time: '0900',
      scheduled_procedure_step_description: 'Head',
    })
  const gateway = await owner.ok(nodeAdd, { account_id: place.uuid, name: 'Modalities', type: 'HARVESTER' })
  const find = async (filter = {}) => (await server.call(orderSpsFind, filter, { gateway })).body.sps ?? []
  const [first, second] = await find({ 'filter.ord.patientid.equals': 'O1' })
  expect(first).toMatchObject({ patient_name: 'Order^One', modality: 'CT', mpps_status: 'PENDING' })
  expect(first?.study_uid).toMatch(/^2\.25\.\d+$/)
  expect(second?.study_uid).toBe(first?.study_uid)
  expect(await find({ 'filter.order_sps.modality.equals': 'MR' })).toHaveLength(1)
  const says = (mpps_status: string, mpps_uid = first?.mpps_uid ?? '') =>
    server.call(orderSpsStatus, { uuid: gateway.uuid, mpps_uid, mpps_status }, { gateway })
  expect((await says('DONE')).body.error_type).toBe('INVALID_STATUS')
  expect((await says('COMPLETED', '1.2.3')).body.error_type).toBe('NOT_FOUND')
  expect((await says('COMPLETED')).body.status).toBe('OK')
  expect((await find()).map((step) => step.modality)).toEqual(['MR'])
  expect((await owner.ok(orderSpsFind, { account_id: place.uuid })).sps).toHaveLength(1)
  expect(await owner.refused(orderSpsFind, {})).toBe('MISSING_FIELDS')
  const elsewhere = await clinic(server, { order_view: 1 })
  expect(await elsewhere.admin.refused(orderSpsFind, { account_id: place.uuid })).toBe('NOT_FOUND')
  const theirs = await elsewhere.admin.ok(nodeAdd, {
    account_id: elsewhere.uuid,
    name: 'X',
    type: 'HARVESTER',
  })
  const foreign = { uuid: theirs.uuid, mpps_uid: second?.mpps_uid ?? '', mpps_status: 'COMPLETED' }
  expect((await server.call(orderSpsStatus, foreign, { gateway: theirs })).body.error_type).toBe('NOT_FOUND')
  await owner.ok(orderDelete, { uuid: order_id })
})
