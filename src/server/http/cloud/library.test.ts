import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { apikeyAdd, apikeyDelete, apikeyList, apikeyRotate, apikeySet } from '#contract/apikey.ts'
import { folderGet } from '#contract/folder.ts'
import { groupUserAdd } from '#contract/group.ts'
import { linkGet } from '#contract/link.ts'
import { flagSet } from '#contract/order.ts'
import { studyDeletedList } from '#contract/study/edit.ts'
import { postDicomCloudApi } from '../../../cloud-api/main.ts'
import type { PatientOrder, Result } from '../../../cloud-api/session.ts'
import { buildFile } from '../../dicom/testing/build.ts'
import { clinic } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** Every method of the library over HTTP, against the server itself. */

const server = testServer()
let address = ''
let place: Awaited<ReturnType<typeof clinic>>
let admin: Person
let colleague: Person
let api: postDicomCloudApi
let accountKey = ''
let user = ''
let institution = ''

const connectTo = (apiKey: string, account = accountKey) => {
  const made = new postDicomCloudApi(` ${apiKey} `, account)
  made.ServiceAddress = address
  made.LogToBrowserConsole = false
  return made
}
/** The one result of a method. */
const reply = (ask: (callback: (result: Result) => void) => void): Promise<Result> => new Promise(ask)
const initialised = async (one: postDicomCloudApi) => {
  expect((await reply((done) => one.Initialize(done))).Success).toBe(true)
  return one
}

const dicom = (uid: string, name: string, more: { patientID?: string } = {}): File =>
  new File(
    [
      new Uint8Array(
        buildFile({ studyUID: uid, seriesUID: `${uid}.1`, sopUID: `${uid}.1.1`, patientID: 'L1', ...more }),
      ),
    ],
    name,
  )

/** Every event of an upload, until its last. */
function uploaded(start: (callback: (result: Result) => void) => void): Promise<Result[]> {
  const events: Result[] = []
  return new Promise((resolve) =>
    start((event) => {
      events.push(event)
      if (event.State === 'File Upload Completed' || event.State === undefined) resolve(events)
    }),
  )
}

const ordersOf = (result: Result): PatientOrder[] =>
  Array.isArray(result.SearchResultList) ? result.SearchResultList : []
const searched = async (patientId: string): Promise<PatientOrder> => {
  const found = await reply((done) => api.GetPatientOrderList(done, user, [], '', '', patientId))
  const [order] = ordersOf(found)
  if (!order) throw new Error(`no order of ${patientId}`)
  return order
}

beforeAll(async () => {
  address = await server.app.listen({ port: 0, host: '127.0.0.1' })
  expect((server.app.server.address() as AddressInfo).port).toBeGreaterThan(0)
  place = await clinic(server, {
    order_view: 1,
    order_edit: 1,
    study_upload: 1,
    study_share: 1,
    study_move: 1,
    study_delete: 1,
    study_edit: 1,
    study_tag: 1,
    study_download: 1,
    link_edit: 1,
    link_edit_upload: 1,
    account_edit: 1,
    study_report_upload: 1,
    study_report_upload_approved: 1,
  })
  admin = place.admin
  colleague = await server.person(place.account)
  const { api_key } = await admin.ok(apikeyAdd, { account_id: place.uuid, name: 'RIS' })
  accountKey = (await admin.ok(apikeyList, { account_id: place.uuid })).account_key
  user = admin.user_id
  institution = place.namespace
  api = connectTo(api_key)
})

describe('keys', () => {
  test('open an account, which says who works in it and where', async () => {
    const opened = await reply((done) => api.Initialize(done))
    expect(opened).toMatchObject({
      Success: true,
      Account: {
        UserList: expect.arrayContaining([
          expect.objectContaining({
            UserUuid: user,
            UserName: admin.email,
            FullName: admin.name,
            InstitutionList: expect.arrayContaining([
              expect.objectContaining({ InstitutionUuid: institution }),
              expect.objectContaining({ InstitutionUuid: place.place, InstitutionName: 'Neurology' }),
            ]),
          }),
        ]),
      },
    })
    expect((await admin.ok(apikeyList, { account_id: place.uuid })).apikeys[0]?.last_used).not.toBeNull()
  })

  test('are kept as hashes, replaced, narrowed, ended and revoked', async () => {
    const { uuid, api_key } = await admin.ok(apikeyAdd, {
      account_id: place.uuid,
      name: 'Reader',
      scopes: ['read'],
    })
    const { rows } = await server.services.pool.query('select * from api_key where uuid = $1', [uuid])
    expect(JSON.stringify(rows)).not.toContain(api_key)
    const reader = await initialised(connectTo(api_key))
    expect(await reply((done) => reader.GetFolderList(user, '', '', false, done))).toMatchObject({
      Success: true,
    })
    expect(await reply((done) => reader.CreateFolder(user, '', 'x', done))).toMatchObject({
      Success: false,
      Message: 'The API key has no right to write',
    })
    const opens = async (key: string) =>
      (await reply((done) => connectTo(key).Initialize(done))).Success === true
    await admin.ok(apikeySet, { uuid, origins: ['https://ris.example.org'] })
    expect(await opens(api_key)).toBe(false)
    await admin.ok(apikeySet, { uuid, origins: [], expires: '2020-01-01' })
    expect(await opens(api_key)).toBe(false)
    await admin.ok(apikeySet, { uuid, expires: '' })
    const second = await admin.ok(apikeyRotate, { uuid })
    expect([await opens(api_key), await opens(second.api_key)]).toEqual([false, true])
    await admin.ok(apikeyDelete, { uuid })
    expect(await opens(second.api_key)).toBe(false)
    expect(await admin.refused(apikeyAdd, { account_id: place.uuid, name: 'x', scopes: ['all'] })).toBe(
      'INVALID_SCOPE',
    )
    expect(await admin.refused(apikeyAdd, { account_id: place.uuid, name: 'x', origins: ['x'] })).toBe(
      'INVALID_ORIGIN',
    )
  })

  test('open nothing of another account, and act for its members alone', async () => {
    const elsewhere = await server.account()
    const stranger = await server.person(elsewhere, 'admin', { global: true })
    expect(await reply((done) => api.GetUserList(stranger.user_id, done))).toMatchObject({
      Success: false,
      Message: 'There is no such user',
    })
    await server.services.db
      .insertInto('user_account')
      .values({ account_id: elsewhere.uuid, user_id: user, role_id: elsewhere.roles.admin, global: true })
      .execute()
    const there = { userUuid: user, institution: elsewhere.namespace_id }
    const made = await reply((done) =>
      api.CreateOrderWithMinimumParameters(
        there.userUuid,
        there.institution,
        'A^B',
        'X',
        'CT',
        '',
        '2026-01-02',
        '',
        done,
      ),
    )
    expect(made.Success).toBe(false)
    const other = connectTo('00000000-0000-4000-8000-000000000000')
    expect((await reply((done) => other.Initialize(done))).Success).toBe(false)
  })

  test('that are no UUIDs are refused before anything is sent; nothing is answered before Initialize', async () => {
    const wrong = connectTo('x')
    expect(await reply((done) => wrong.Initialize(done))).toMatchObject({
      Success: false,
      Message: expect.stringContaining('apiKey'),
    })
    let answered = false
    connectTo('x').GetUserList(user, () => {
      answered = true
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(answered).toBe(false)
    expect(await reply((done) => api.GetUserList('nobody', done))).toMatchObject({
      Success: false,
      Message: expect.stringContaining('userUuid'),
    })
  })
})

describe('uploads', () => {
  test('are previewed: studies, series and images, and what is no DICOM file', async () => {
    const events: Result[] = []
    await new Promise<void>((resolve) =>
      api.ReadDicomFiles(
        [dicom('1.9.1', 'a.dcm'), new File(['text'], 'DICOMDIR.txt'), dicom('1.9.1', 'again.dcm')],
        (event) => {
          events.push(structuredClone({ ...event, StudyList: undefined }))
          if (event.Progress === 100) {
            events.push(event)
            resolve()
          }
        },
      ),
    )
    expect(events.find(({ State }) => State === 'Error')?.Message).toContain('DICOMDIR.txt')
    expect(events.find(({ Message }) => Message?.includes('again.dcm'))).toBeDefined()
    expect(events.at(-1)).toMatchObject({
      Message: 'Completed',
      StudyList: [
        {
          PatientId: 'L1',
          StudyInstanceUid: '1.9.1',
          OtherPatientId: undefined,
          SeriesList: [{ SeriesInstanceUid: '1.9.1.1', ImageList: [{ SopInstanceUid: '1.9.1.1.1' }] }],
          ImageList: [{}],
        },
      ],
    })
  })

  test('tell of reading, sending, what was there already, what is no image, and their end', async () => {
    const files = [dicom('1.9.2', 'a.dcm', { patientID: 'L2' }), new File(['x'], 'x.txt')]
    const events = await uploaded((done) => api.UploadDicomFiles(user, institution, files, done))
    expect(events.filter(({ State }) => State === 'Reading').at(-1)?.Progress).toBe(100)
    expect(events.filter(({ State }) => State === 'Sending').at(-1)?.Progress).toBe(100)
    expect(events.find(({ State }) => State === 'Error')?.Message).toContain('x.txt')
    expect(events.at(-1)).toMatchObject({
      State: 'File Upload Completed',
      PatientOrderList: [{ PatientID: 'L2', InstitutionUuid: institution }],
    })
    api.UploaderThreadCount = 3
    const again = await uploaded((done) => api.UploadDicomFiles(user, institution, files, done))
    expect(again.find(({ State }) => State === 'Checking')).toMatchObject({
      PatientOrder: { PatientID: 'L2' },
    })
    const nowhere = await uploaded((done) => api.UploadDicomFiles(user, colleague.namespace_id, files, done))
    expect(nowhere).toMatchObject([{ ResponseCode: 404, ResponseMessage: { Success: false } }])
  })

  test('go into a folder, with attributes replaced on the way', async () => {
    const { FolderUuid } = await reply((done) => api.CreateFolder(user, '', 'Uploads', done))
    const folder = String(FolderUuid)
    const plain = await uploaded((done) =>
      api.UploadDicomFilesIntoFolder(
        user,
        institution,
        folder,
        [dicom('1.9.3', 'a', { patientID: 'L3' })],
        done,
      ),
    )
    expect(plain.at(-1)?.PatientOrderList).toMatchObject([{ PatientID: 'L3' }])
    const replaced = [
      { Tag: api.DicomTagsEnum.PatientId, Value: 'ANON-1' },
      { Tag: api.DicomTagsEnum.PatientName, Value: 'Nobody^At All' },
      { Tag: 'x00999999', Value: 'not there' },
    ]
    const anonymous = await uploaded((done) =>
      api.UploadDicomFilesIntoFolderWithAnonymization(
        user,
        institution,
        folder,
        [dicom('1.9.4', 'b')],
        replaced,
        done,
      ),
    )
    expect(anonymous.at(-1)?.PatientOrderList).toMatchObject([
      { PatientID: 'ANON-1', PatientName: 'Nobody^At All' },
    ])
    const alone = await uploaded((done) =>
      api.UploadDicomFilesWithAnonymization(user, institution, [dicom('1.9.5', 'c')], replaced, done),
    )
    expect(alone.at(-1)?.PatientOrderList).toMatchObject([{ PatientID: 'ANON-1' }])
    expect(ordersOf(await reply((done) => api.GetPatientOrderListInFolder(done, user, folder)))).toHaveLength(
      2,
    )
    expect((await admin.ok(folderGet, { uuid: folder })).study_count).toBe(2)
  })
})

describe('orders', () => {
  const uuidOf = (result: Result) => String(result.PatientOrderUuid)

  test('are made from few, many or any fields, and found by each', async () => {
    const few = await reply((done) =>
      api.CreateOrderWithMinimumParameters(
        user,
        institution,
        'Few^Fay',
        'O1',
        'CT',
        'CT Head',
        '2026-03-04',
        '',
        done,
      ),
    )
    expect(few).toMatchObject({ Success: true, PatientOrder: { PerformedDatetime: '2026-03-04 00:00' } })
    const many = [
      'Many^Max',
      'O2',
      'OTHER-2',
      '1970-02-03',
      'MR',
      'MR Knee',
      'ACC-2',
      'Pain',
      '2026-03-05',
      '09:30',
      'P-2',
      'Knee left',
    ] as const
    const [name, id, other, birth, modality, what, accession, complaints, day, time, procedure, text] = many
    const full = await reply((done) =>
      api.CreateOrderWithFullParameters(
        user,
        institution,
        name,
        id,
        other,
        birth,
        modality,
        what,
        accession,
        complaints,
        day,
        time,
        procedure,
        text,
        [],
        done,
      ),
    )
    expect(full.Success).toBe(true)
    const full2 = await reply((done) =>
      api.CreateOrderWithFullParameters2(
        user,
        institution,
        name,
        'O3',
        other,
        'F',
        '1980-02-03',
        'CT',
        what,
        'ACC-3',
        complaints,
        '2026-04-01',
        time,
        procedure,
        text,
        '',
        'Ref^Erring',
        done,
      ),
    )
    expect(full2).toMatchObject({
      Success: true,
      PatientOrder: {
        PatientSex: 'F',
        PatientsBirthDate: '1980-02-03',
        ReferringPhysiciansName: 'Ref^Erring',
        RequestedProcedureId: 'P-2',
        OrderStatus: 0,
      },
    })
    const json = await reply((done) =>
      api.CreateOrderWithJSON(
        user,
        place.place,
        {
          PatientName: 'Json^Jo',
          PatientID: 'O4',
          Priority: 'STAT',
          OrderNote1: 'Call back',
          OrderNote2: '',
        },
        done,
      ),
    )
    expect(json).toMatchObject({
      Success: true,
      PatientOrder: { Priority: 'STAT', OrderNote1: 'Call back', InstitutionUuid: place.place },
    })
    const ids = (result: Result) => ordersOf(result).map(({ PatientID }) => PatientID)
    const by = (...filters: [string?, string?, string?, string?, string[]?]) =>
      reply((done) => api.GetPatientOrderList(done, user, [institution], ...filters)).then(ids)
    expect(await by('many')).toEqual(['O3', 'O2'])
    expect(await by('', 'ACC-2')).toEqual(['O2'])
    expect(await by('', '', 'O?')).toEqual(['O3', 'O2', 'O1'])
    expect(await by('', '', '', 'OTHER-2', ['CT'])).toEqual(['O3'])
    expect(
      ids(
        await reply((done) =>
          api.GetPatientOrderListWithDateRange(
            done,
            user,
            [institution],
            '',
            '',
            'O*',
            '',
            [],
            '2026-03-05',
            '2026-03-31',
          ),
        ),
      ),
    ).toEqual(['O2'])
    expect(
      ids(
        await reply((done) =>
          api.GetPatientOrderListWithBirthdate(
            done,
            user,
            [],
            '',
            '',
            '',
            '',
            [],
            '1975-01-01',
            '1985-01-01',
          ),
        ),
      ),
    ).toEqual(['O3'])
    expect(
      await reply((done) =>
        api.GetPatientOrderListWithDateRange(done, user, [], '', '', '', '', [], '5.3.2026'),
      ),
    ).toMatchObject({ Success: false, Message: expect.stringContaining('startDate') })
  })

  test('tell all that is known of them, with documents, and go to the deleted ones', async () => {
    const order = await searched('O2')
    const pdf = new File(['%PDF-1.7 letter'], 'letter.pdf')
    const events = await uploaded((done) =>
      api.UploadDocumentFiles(user, institution, order.PatientOrderUuid, [pdf], done),
    )
    expect(events.map(({ State }) => State)).toEqual(['Reading', 'Sending', 'File Upload Completed'])
    expect(events.at(-1)).toMatchObject({ FileIndex: 0, Progress: 100, PatientOrder: { DocumentsCount: 1 } })
    const refused: Result[] = []
    await new Promise<void>((resolve) =>
      api.UploadDocumentFiles(
        user,
        institution,
        order.PatientOrderUuid,
        [new File(['x'], 'x.exe')],
        (event) => {
          refused.push(event)
          if (event.State !== 'Reading') resolve()
        },
      ),
    )
    expect(refused.at(-1)?.State).toContain('PDF')
    const onStudy = await searched('L2')
    const study = await uploaded((done) =>
      api.UploadDocumentFiles(user, institution, onStudy.PatientOrderUuid, [pdf], done),
    )
    expect(study.at(-1)?.State).toBe('File Upload Completed')
    const all = await reply((done) =>
      api.GetPatientOrderProperties(user, institution, order.PatientOrderUuid, done),
    )
    expect(all).toMatchObject({
      Success: true,
      PatientOrder: {
        PatientComplaints: 'Pain',
        DocumentList: [{ FileName: 'letter.pdf', FileType: 'application/pdf' }],
        StudyList: [],
        AssignedUserList: [],
      },
    })
    const gone = await searched('L3')
    expect(
      await reply((done) => api.DeleteOrder(user, place.place, gone.PatientOrderUuid, done)),
    ).toMatchObject({ Success: false })
    expect(
      (await reply((done) => api.DeleteOrder(user, institution, gone.PatientOrderUuid, done))).Success,
    ).toBe(true)
    expect(
      (await admin.ok(studyDeletedList, { account_id: place.uuid })).studies.map(({ uuid }) => uuid),
    ).toContain(gone.PatientOrderUuid)
  })

  test('are grouped, assigned, moved and flagged', async () => {
    const [one, two] = [await searched('O2'), await searched('O3')]
    const group = await reply((done) => api.CreateOrderGroup(user, institution, [one.PatientOrderUuid], done))
    const connected = String(group.ConnectedGroupUuid)
    await reply((done) =>
      api.AddOrdersToOrderGroup(user, institution, connected, [two.PatientOrderUuid], done),
    )
    expect((await searched('O3')).ConnectedGroupUuid).toBe(connected)
    expect(
      await reply((done) => api.RemoveOrdersFromGroup(user, institution, [one.PatientOrderUuid], done)),
    ).toMatchObject({ Success: true, RemovedCount: 1 })

    await admin.ok(groupUserAdd, { uuid: place.group, user_id: colleague.user_id })
    const { PatientOrderUuid } = one
    expect(
      [
        await reply((done) => api.AssignPatientOrderToUser(user, PatientOrderUuid, colleague.user_id, done)),
        await reply((done) => api.AssignPatientOrderToUserGroup(user, PatientOrderUuid, place.group, done)),
      ].map(({ Success }) => Success),
    ).toEqual([true, true])
    expect(
      await reply((done) => api.GetPatientOrderProperties(user, institution, PatientOrderUuid, done)),
    ).toMatchObject({
      PatientOrder: {
        AssignedUserList: [{ UserUuid: colleague.user_id }],
        AssignedUserGroupList: [{ UserGroupUuid: place.group, UserGroupName: 'Neurology' }],
      },
    })
    expect(
      [
        await reply((done) =>
          api.UnassignPatientOrderFromUser(user, PatientOrderUuid, colleague.user_id, done),
        ),
        await reply((done) =>
          api.UnassignPatientOrderFromUserGroup(user, PatientOrderUuid, place.group, done),
        ),
        await reply((done) =>
          api.UnassignPatientOrderFromUser(user, PatientOrderUuid, colleague.user_id, done),
        ),
      ].map(({ Success }) => Success),
    ).toEqual([true, true, false])

    expect(
      await reply((done) => api.AssignPatientOrderToLocation(user, PatientOrderUuid, place.place, done)),
    ).toMatchObject({ Success: true })
    expect((await searched('O2')).InstitutionUuid).toBe(place.place)

    const groups = [{ group_id: 1, name: 'Urgency', flags: [{ flag_id: 2, name: 'STAT', color: null }] }]
    await admin.ok(flagSet, { account_id: place.uuid, groups })
    expect(await reply((done) => api.GetAccountFlagDictionary(user, done))).toMatchObject({
      FlagGroupList: [{ GroupId: 1, GroupName: 'Urgency', FlagList: [{ FlagId: 2, FlagName: 'STAT' }] }],
    })
    expect(
      (await reply((done) => api.SetFlagToPatientOrder(user, PatientOrderUuid, 1, '2', done))).Success,
    ).toBe(true)
    expect((await searched('O2')).FlagList).toMatchObject([{ GroupId: 1, FlagId: 2, FlagName: 'STAT' }])
    expect(
      (await reply((done) => api.SetFlagToPatientOrder(user, PatientOrderUuid, 1, 9, done))).Success,
    ).toBe(false)
  })

  test('become one with their study by patient and accession number', async () => {
    const made = await reply((done) =>
      api.CreateOrderWithJSON(
        user,
        institution,
        { PatientName: 'Same^Sam', PatientID: 'L5', OrderAccessionNumber: 'ACC-5' },
        done,
      ),
    )
    await uploaded((done) =>
      api.UploadDicomFiles(user, institution, [dicom('1.9.6', 'a', { patientID: 'L5' })], done),
    )
    await server.services.pool.query("update study set accession_number = 'ACC-5' where study_uid = '1.9.6'")
    const found = ordersOf(await reply((done) => api.GetPatientOrderList(done, user, [], '', '', 'L5')))
    expect(found).toMatchObject([
      { PatientOrderUuid: uuidOf(made), StudyList: [{ StudyInstanceUid: '1.9.6' }] },
    ])
  })
})

describe('folders', () => {
  test('are made level by level, listed, changed, filled and deleted', async () => {
    const made = await reply((done) =>
      api.CreateFolderWithDescription(user, '', 'Boards/Tumour', 'Weekly', done),
    )
    const tumour = String(made.FolderUuid)
    const again = await reply((done) => api.CreateFolder(user, '', 'Boards/Stroke', done))
    expect(again.Folder).toMatchObject({ ParentFolderUuid: (made.Folder as Result).ParentFolderUuid })
    const boards = String((made.Folder as Result).ParentFolderUuid)
    expect(await reply((done) => api.GetFolderList(user, boards, 'tum', true, done))).toMatchObject({
      Success: true,
      Folder: {
        FolderName: 'Boards',
        SubFolderList: [{ FolderUuid: tumour, FolderDescription: 'Weekly', IsShared: false }],
        PatientOrderList: [],
      },
    })
    expect(await reply((done) => api.GetFolderList(user, '', '', false, done))).toMatchObject({
      Folder: { SubFolderList: expect.arrayContaining([expect.objectContaining({ FolderName: 'Boards' })]) },
    })
    await reply((done) => api.UpdateFolderWithJSON(user, tumour, { FolderName: 'Tumours' }, done))
    const order = await searched('L2')
    expect(
      await reply((done) =>
        api.AddOrderToFolder(user, institution, order.PatientOrderUuid, [tumour, boards], done),
      ),
    ).toMatchObject({ Success: true })
    expect(await reply((done) => api.GetFolderList(user, boards, '', true, done))).toMatchObject({
      Folder: {
        OrderCount: 1,
        AllSubOrderCount: 1,
        PatientOrderList: [{ PatientOrderUuid: order.PatientOrderUuid }],
        SubFolderList: expect.arrayContaining([
          expect.objectContaining({ FolderName: 'Tumours', OrderCount: 1 }),
        ]),
      },
    })
    expect(
      await reply((done) => api.RemoveOrderFromFolder(user, boards, [order.PatientOrderUuid], done)),
    ).toMatchObject({ Success: true, RemovedCount: 1 })
    expect((await reply((done) => api.DeleteFolder(user, boards, done))).Success).toBe(true)
    expect((await reply((done) => api.DeleteFolder(user, boards, done))).Success).toBe(false)
  })
})

describe('sharing', () => {
  const linkOf = async (result: Result) => admin.ok(linkGet, { uuid: String(result.ShareUuid) })
  const mails = async () =>
    (await server.services.pool.query('select recipient, subject, body_text from mail order by uuid')).rows

  test('orders go by mail, the password to the other address, or as a link, until the day that is set', async () => {
    const { PatientOrderUuid } = await searched('L2')
    const before = (await mails()).length
    const mailed = await reply((done) =>
      api.SharePatientOrder(user, [PatientOrderUuid], 'doc@example.org', 'sms@example.org', true, done),
    )
    expect(mailed).toMatchObject({ Success: true, ShareUrl: expect.stringContaining('/link/') })
    const sent = (await mails()).slice(before)
    expect(sent.map(({ recipient }) => recipient)).toEqual(['doc@example.org', 'sms@example.org'])
    expect(sent[0].body_text).toContain(String(mailed.ShareUrl))
    expect(sent[1].body_text).toContain(String(mailed.SharePassword))
    expect(await linkOf(mailed)).toMatchObject({ has_password: 1, download: 1 })
    const until = await reply((done) =>
      api.SharePatientOrderWithExpireDate(
        user,
        [PatientOrderUuid],
        'doc@example.org',
        '',
        false,
        '2099-05-06',
        done,
      ),
    )
    expect((await linkOf(until)).expires).toContain('2099-05-06 23:59:59')
    const quick = await reply((done) => api.CreateQuickShareLink(user, [PatientOrderUuid], false, done))
    expect(await linkOf(quick)).toMatchObject({ has_password: 0, download: 0, expires: null })
    const dated = await reply((done) =>
      api.CreateQuickShareLinkWithExpireDate(user, [PatientOrderUuid], false, '2099-05-06', done),
    )
    expect((await linkOf(dated)).expires).toContain('2099-05-06')
    expect(
      await reply((done) => api.SharePatientOrder(user, [PatientOrderUuid], 'nobody', '', true, done)),
    ).toMatchObject({ Success: false, Message: expect.stringContaining('email') })
  })

  test('folders go by mail or as links, to be seen or filled, and to people and groups of the account', async () => {
    const folder = String((await reply((done) => api.CreateFolder(user, '', 'Shared', done))).FolderUuid)
    const words = ['secret-password', 'Title', 'Text', '2099-01-01'] as const
    const byMail = await reply((done) =>
      api.ShareFolderWithEmail(user, folder, 'doc@example.org', '', ...words, true, done),
    )
    expect(await linkOf(byMail)).toMatchObject({
      action: 'STUDY_LIST',
      title: 'Title',
      has_password: 1,
      folder_id: folder,
    })
    const byUrl = await reply((done) => api.ShareFolderWithURL(user, folder, ...words, false, done))
    expect(byUrl.Result).toBe(byUrl.ShareUrl)
    const filled = await reply((done) =>
      api.ShareFolderToUploadWithEmail(
        user,
        folder,
        'doc@example.org',
        '',
        ...words,
        false,
        place.place,
        done,
      ),
    )
    expect(await linkOf(filled)).toMatchObject({ action: 'STUDY_UPLOAD', namespace_id: place.place })
    const byArticle = await reply((done) =>
      api.ShareFolderToUploadWithUrl(user, folder, ...words, false, done),
    )
    expect(await linkOf(byArticle)).toMatchObject({ action: 'STUDY_UPLOAD', namespace_id: institution })
    const upload = await reply((done) =>
      api.ShareFolderToUploadWithUrl(user, folder, ...words, false, institution, done),
    )
    expect(upload.Success).toBe(true)
    expect(
      [
        await reply((done) =>
          api.ShareFolderWithAccountUser(user, folder, [colleague.user_id], '2099-01-01', done),
        ),
        await reply((done) =>
          api.ShareFolderWithAccountUserGroup(user, folder, [place.group], '2099-01-01', done),
        ),
      ].map(({ Success }) => Success),
    ).toEqual([true, true])
    const seen = await reply((done) => api.GetFolderList(colleague.user_id, '', 'Shared', false, done))
    expect(seen).toMatchObject({ Folder: { SubFolderList: [{ FolderUuid: folder, IsShared: true }] } })
  })

  test('viewer addresses open from where they were asked for', async () => {
    await server.services.pool.query(
      "update study set phantom = false, image_count = 1 where study_uid like '1.9.%'",
    )
    const { PatientOrderUuid } = await searched('L2')
    const { Result: url } = await reply((done) => api.GetViewUrl(user, PatientOrderUuid, done))
    const open = (from: string) =>
      server.app.inject({
        url: new URL(String(url)).pathname + new URL(String(url)).search,
        remoteAddress: from,
      })
    expect((await open('10.1.2.3')).json().error_type).toBe('INVALID_SOURCE')
    const opened = await open('127.0.0.1')
    expect(opened.statusCode).toBe(302)
    expect(opened.headers.location).toBe(`/guest/study/${PatientOrderUuid}`)
    const folder = await reply((done) => api.GetFolderList(user, '', 'Uploads', false, done))
    const [first] = (folder.Folder as { SubFolderList: { FolderUuid: string }[] }).SubFolderList
    expect(
      (await reply((done) => api.GetFolderViewUrl(user, first?.FolderUuid ?? '', done))).Result,
    ).toContain('/link/redirect')
    // Shown to whoever asked, it is shared with nobody.
    expect((await admin.ok(folderGet, { uuid: first?.FolderUuid ?? '' })).is_shared).toBe(0)
    expect((await reply((done) => api.GetViewUrlWithPatientName(user, 'Nobody All', done))).Result).toContain(
      '/link/redirect',
    )
    expect(
      await reply((done) => api.GetViewUrlWithPatientNameAndBirthDate(user, 'Nobody', '1900-01-01', done)),
    ).toMatchObject({ Success: false, Message: 'There is no such patient' })
  })
})

test('directories: users, groups, equipment, contacts', async () => {
  expect(await reply((done) => api.GetUserList(user, done))).toMatchObject({
    UserList: expect.arrayContaining([expect.objectContaining({ UserUuid: colleague.user_id })]),
  })
  expect(await reply((done) => api.GetUserGroupList(user, done))).toMatchObject({
    UserGroupList: [{ UserGroupUuid: place.group, UserGroupName: 'Neurology' }],
  })
  expect(await reply((done) => api.GetDicomNodeList(user, done))).toMatchObject({ DicomNodeList: [] })
  expect(await reply((done) => api.GetContactList(user, done))).toMatchObject({
    ContactList: [{ EmailAddress: 'doc@example.org' }],
  })
})

test('the service answers pages of any origin, and wrong requests in the same form', async () => {
  const preflight = await server.app.inject({ method: 'OPTIONS', url: '/api/cloud/Initialize' })
  expect(preflight.headers['access-control-allow-origin']).toBe('*')
  const post = (url: string, payload: string, type = 'application/json') =>
    server.app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } })
  expect((await post('/api/cloud/Initialize', '{')).statusCode).toBe(400)
  expect((await post('/api/cloud/GetUserList', '{}')).json()).toMatchObject({
    ResponseCode: 401,
    ResponseMessage: { Success: false },
  })
  expect((await post('/api/cloud/toString', '{}')).statusCode).toBe(404)
})

test('a service that cannot be reached is told to the callback', async () => {
  const lost = connectTo('00000000-0000-4000-8000-000000000000')
  lost.ServiceAddress = 'http://127.0.0.1:1'
  expect(await reply((done) => lost.Initialize(done))).toMatchObject({
    Success: false,
    Message: expect.stringContaining('could not be reached'),
  })
})
