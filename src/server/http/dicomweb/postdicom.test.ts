import { request as httpRequest } from 'node:http'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderShareList } from '#contract/folder.ts'
import { groupUserAdd } from '#contract/group.ts'
import { linkGet } from '#contract/link.ts'
import { studyList } from '#contract/study/list.ts'
import { buildFile } from '../../dicom/testing/build.ts'
import { clinic } from '../../testing/clinic.ts'
import { PASSWORD, type Person, testServer } from '../../testing/server.ts'

/** PostDICOM's DICOMweb service as its sample clients speak to it. */

const server = testServer()
const UID = '1.10.1'
let place: Awaited<ReturnType<typeof clinic>>
let admin: Person
let reader: Person
let study = ''

/** One client accepts nothing in particular, the other what its HTTP library does, with a type for no body. */
const ACCEPTED: readonly Record<string, string>[] = [
  {},
  { accept: 'application/json, text/plain, */*', 'content-type': 'application/json' },
]

const basic = (who: Person) => `Basic ${Buffer.from(`${who.email}:${PASSWORD}`).toString('base64')}`

interface Asked {
  who?: Person
  headers?: Record<string, string>
}
const get = (url: string, { who = admin, headers = {} }: Asked = {}) =>
  server.app.inject({
    method: 'GET',
    url: `/dicomweb${url}`,
    headers: { authorization: basic(who), ...headers },
  })
/** As both clients write it: every value text, lists and booleans as text too. */
const ask = async (path: string, header: string, fields: Record<string, unknown>, who = admin) => {
  const answer = await get(path, { who, headers: { [header]: JSON.stringify(fields) } })
  return { code: answer.statusCode, body: answer.json(), headers: answer.headers }
}

beforeAll(async () => {
  place = await clinic(server, {
    order_view: 1,
    order_edit: 1,
    study_share: 1,
    study_delete: 1,
    study_upload: 1,
    link_edit: 1,
  })
  admin = place.admin
  reader = await server.person(place.account)
  // STOW at the base itself, with a boundary that has blanks in it.
  const file = buildFile({
    studyUID: UID,
    seriesUID: `${UID}.1`,
    sopUID: `${UID}.1.1`,
    patientID: 'PD1',
    patientName: 'Post^Dicom',
  })
  const stored = await server.app.inject({
    method: 'POST',
    url: '/dicomweb/',
    headers: {
      authorization: basic(admin),
      'content-type': 'multipart/related; boundary="DICOM DATA BOUNDARY"; type="application/dicom"',
    },
    payload: Buffer.concat([
      Buffer.from('--DICOM DATA BOUNDARY\r\nContent-Type: application/dicom\r\n\r\n'),
      file,
      Buffer.from('\r\n--DICOM DATA BOUNDARY--\r\n'),
    ]),
  })
  expect(stored.statusCode).toBe(200)
  expect(stored.json()['00081199'].Value).toHaveLength(1)
  await server.services.pool.query('update study set phantom = false, image_count = 1')
  study = (await admin.ok(studyList, {})).studies[0]?.uuid ?? ''
})

describe('searching and retrieving in PostDICOM’s paths', () => {
  test('studies by patient and by UID, series of a study, instances of a series', async () => {
    for (const [path, tag, value] of [
      ['/studies?00100020=PD1', '0020000D', UID],
      [`/studies?0020000D=${UID}`, '0020000D', UID],
      [`/studies/series?0020000D=${UID}`, '0020000E', `${UID}.1`],
      [`/studies/series/instances?0020000E=${UID}.1`, '00080018', `${UID}.1.1`],
    ] as const) {
      const answer = await get(path)
      expect(answer.headers['content-type'], path).toContain('application/dicom+json')
      expect(answer.json()[0][tag].Value, path).toEqual([value])
    }
    expect((await get('/studies/series?0020000D=1.2.3')).statusCode).toBe(204)
  })

  test('a study, a series and an instance as DICOM files, whatever the client accepts', async () => {
    for (const path of [
      `/studies/${UID}`,
      `/studies/series/${UID}.1`,
      `/studies/series/instances/${UID}.1.1`,
    ]) {
      for (const headers of ACCEPTED) {
        const answer = await get(path, { headers })
        expect([answer.statusCode, answer.headers['content-type']], path).toEqual([
          200,
          expect.stringContaining('multipart/related; type="application/dicom"'),
        ])
        expect(answer.rawPayload.includes('DICM')).toBe(true)
      }
    }
    const missing = await get('/studies/series/1.2.3')
    expect(missing.statusCode).toBe(404)
    expect(missing.headers['x-error-reason']).toBe('There is no such object')
  })

  test('nothing of it to strangers', async () => {
    const stranger = await server.person(await server.account(), 'admin', { global: true })
    for (const path of [`/studies/series/${UID}.1`, `/studies/series/instances/${UID}.1.1`])
      expect((await get(path, { who: stranger })).statusCode).toBe(404)
    expect((await server.app.inject({ url: '/dicomweb/createfolder' })).statusCode).toBe(401)
    const other = await ask(
      '/getpatientorderproperties',
      'GetPatientOrderPropertiesParameters',
      { PatientOrderInstitutionUuid: place.namespace, PatientOrderUuid: study },
      stranger,
    )
    expect([other.code, other.headers['x-error-reason']]).toEqual([404, 'There is no such order'])
  })
})

const nested = () => JSON.stringify([JSON.stringify({ PatientOrderUuid: study })])
const list = (...items: string[]) => JSON.stringify(items)

describe('PostDICOM’s endpoints', () => {
  test('/createsharelink takes a list of texts in a text', async () => {
    const { code, body, headers } = await ask('/createsharelink', 'ShareParameters', {
      PatientOrderInfoList: nested(),
      ExpireDate: '2031-05-01',
      SharePassword: '',
      Downloadable: 'False',
    })
    expect([code, headers['cache-control']]).toEqual([200, 'no-store'])
    expect(await admin.ok(linkGet, { uuid: body.ShareUuid })).toMatchObject({
      url: body.ShareUrl,
      has_password: 0,
      download: 0,
      expires: expect.stringContaining('2031-05-01'),
    })
    const wrong = await ask('/createsharelink', 'ShareParameters', { PatientOrderInfoList: '["x"]' })
    expect([wrong.code, wrong.headers['x-error-reason']]).toEqual([
      400,
      'PatientOrderInfoList: holds what names no order',
    ])
  })

  test('/sharepatientorderwithurl', async () => {
    const { body } = await ask('/sharepatientorderwithurl', 'SharePatientOrderParameters', {
      OrderUuidList: list(study),
      ExpireDate: '2031-05-01',
      SharePassword: 'open-sesame-1',
      UserCanDownloadStudies: 'true',
    })
    expect(await admin.ok(linkGet, { uuid: body.ShareUuid })).toMatchObject({ has_password: 1, download: 1 })
  })

  test('/createfolder, /searchfolder, /addordertofolder and /sharefolderwithurl, also with a double slash', async () => {
    const made = await ask('//createfolder', 'CreateFolderParameters', {
      FolderName: 'Café',
      FolderDescription: null,
      ParentFolderUuid: '',
    })
    expect(made.code).toBe(200)
    expect(made.body.Folder.FolderName).toBe('Café')
    const folder = made.body.FolderUuid
    await ask('/createfolder', 'CreateFolderParameters', { FolderName: 'Inside', ParentFolderUuid: folder })
    expect(
      (
        await ask('/addordertofolder', 'AddOrderToFolderParameters', {
          PatientOrderUuid: study,
          FolderUuidList: list(folder, ''),
        })
      ).code,
    ).toBe(200)
    const found = await ask('/searchfolder', 'SearchFolderParameters', {
      ParentFolderUuid: '',
      FolderName: 'caf',
      GetOrdersInFolder: 'True',
    })
    expect(found.body).toMatchObject({
      Success: true,
      Folder: {
        SubFolderList: [
          { FolderUuid: folder, SubFolderCount: 1, PatientOrderList: [{ PatientOrderUuid: study }] },
        ],
      },
    })
    const shared = await ask('/sharefolderwithurl', 'ShareFolderParameters', {
      FolderUuid: folder,
      SharePassword: '',
      ShareTitle: 'For you',
      ShareDescription: '',
      ExpireDate: '',
      UserCanDownloadStudies: 'false',
    })
    expect(await admin.ok(linkGet, { uuid: shared.body.ShareUuid })).toMatchObject({
      folder_id: folder,
      title: 'For you',
      expires: null,
    })
    expect((await admin.ok(folderShareList, { uuid: folder })).members).toEqual([])
  })

  test('/assignordertouser and /assignordertousergroup', async () => {
    await admin.ok(groupUserAdd, { uuid: place.group, user_id: reader.user_id })
    const user = await ask('/assignordertouser', 'AssignOrderToUserParameters', {
      PatientOrderUuid: study,
      AssignedUserUuid: reader.user_id,
    })
    const group = await ask('/assignordertousergroup', 'AssignOrderToUserGroupParameters', {
      PatientOrderUuid: study,
      AssignedUserGroupUuid: place.group,
    })
    expect([user.code, group.code]).toEqual([200, 200])
    const nobody = await ask('/assignordertouser', 'AssignOrderToUserParameters', {
      PatientOrderUuid: study,
      AssignedUserUuid: place.group,
    })
    expect([nobody.code, nobody.headers['x-error-reason']]).toEqual([404, 'There is no such user'])
  })

  test('/createpatientorder, /getpatientorderlist, /getpatientorderproperties and /deleteorder', async () => {
    const made = await ask('/createpatientorder', 'CreatePatientOrderParameters', {
      InstitutionUuid: place.namespace,
      PatientName: 'New^Order',
      PatientId: 'PD2',
      OtherPatientId: '',
      PatientSex: 'F',
      PatientBirthdate: '1970-01-02',
      Modality: 'MR',
      StudyDescription: 'MR Knee',
      AccessionNumber: 'PD-2',
      PatientComplaints: 'Pain',
      OrderScheduledDatetime: '2031-05-01 09:30',
      RequestedProcedureId: '',
      RequestedProcedureDescription: 'Knee left',
      RequestingPhysician: '',
      ReferringPhysiciansName: '',
      ScheduledEquipmentUuid: '',
    })
    expect(made.body).toMatchObject({
      PatientOrder: {
        PerformedDatetime: '2031-05-01 09:30',
        OrderAccessionNumber: 'PD-2',
        OrderModality: 'MR',
      },
    })
    const order = made.body.PatientOrderUuid
    const found = await ask('/getpatientorderlist', 'GetPatientOrderListParameters', {
      InstitutionUuidList: list(''),
      PatientName: '',
      PatientId: 'PD2',
      ModalityList: list(''),
      StudyDateFrom: '2031-05-01',
      StudyDateTo: '',
      PatientBirthdateFrom: '1970-01-01',
      PatientBirthdateTo: '1970-12-31',
    })
    expect(
      found.body.SearchResultList.map((one: { PatientOrderUuid: string }) => one.PatientOrderUuid),
    ).toEqual([order])
    const owned = { PatientOrderInstitutionUuid: place.namespace, PatientOrderUuid: order }
    expect(
      (await ask('/getpatientorderproperties', 'GetPatientOrderPropertiesParameters', owned)).body,
    ).toMatchObject({ PatientOrder: { PatientComplaints: 'Pain', FolderList: [], DocumentList: [] } })
    const guarded = { ...owned, PatientOrderInstitutionUuid: place.place }
    expect((await ask('/deleteorder', 'DeleteOrderParameters', guarded)).code).toBe(404)
    expect((await ask('/deleteorder', 'DeleteOrderParameters', owned)).code).toBe(200)
    expect((await ask('/deleteorder', 'DeleteOrderParameters', owned)).code).toBe(404)
  })

  test('/getdicomtagcontent', async () => {
    const owned = { PatientOrderInstitutionUuid: place.namespace, PatientOrderUuid: study }
    const content = (fields: object) =>
      ask('/getdicomtagcontent', 'GetDicomTagContentParameters', { ...owned, ...fields })
    const { body } = await content({
      PatientSeriesUuid: '',
      DicomTagIdList: list('00100020', '(0008,0060)', 'Rows'),
    })
    expect(body.SeriesList).toMatchObject([
      {
        SeriesInstanceUid: `${UID}.1`,
        DicomTagList: [
          { DicomTagId: '00100020', ValueRepresentation: 'LO', Value: ['PD1'] },
          { DicomTagId: '00080060' },
          { DicomTagId: '00280010', ValueRepresentation: 'US' },
        ],
      },
    ])
    const all = await content({ PatientSeriesUuid: body.SeriesList[0].PatientSeriesUuid })
    expect(all.body.SeriesList[0].DicomTagList.length).toBeGreaterThan(10)
    const none = await content({ PatientSeriesUuid: place.group })
    expect(none.body.SeriesList).toEqual([])
    expect((await content({ DicomTagIdList: list('nonsense') })).headers['x-error-reason']).toBe(
      'nonsense is no DICOM tag',
    )
  })
})

describe('the header', () => {
  test('is required, is JSON, and may be long', async () => {
    expect((await get('/createfolder')).headers['x-error-reason']).toBe(
      'The header CreateFolderParameters is missing',
    )
    const broken = await get('/createfolder', { headers: { CreateFolderParameters: '{' } })
    expect([broken.statusCode, broken.headers['x-error-reason']]).toEqual([
      400,
      'The header CreateFolderParameters holds no JSON',
    ])
    const denied = await ask('/createfolder', 'CreateFolderParameters', { FolderName: '' })
    expect(denied.code).toBe(400)
  })

  test('is read over a real connection: bytes of UTF-8 or Latin 1, escapes, and 50 KB of it', async () => {
    await server.app.listen({ port: 0, host: '127.0.0.1' })
    const address = server.app.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const send = (value: string) =>
      new Promise<{ code: number | undefined; name: string }>((resolve, reject) => {
        const asking = httpRequest(
          {
            port,
            host: '127.0.0.1',
            path: '/dicomweb/createfolder',
            headers: {
              authorization: basic(admin),
              createfolderparameters: value,
              'content-type': 'application/json',
            },
          },
          (answer) => {
            let body = ''
            answer.on('data', (chunk) => {
              body += chunk
            })
            answer.on('end', () =>
              resolve({ code: answer.statusCode, name: JSON.parse(body).Folder?.FolderName }),
            )
          },
        )
        asking.on('error', reject)
        asking.end()
      })
    const json = JSON.stringify({ FolderName: 'Ärzte' })
    const latin = await send(json)
    const utf8 = await send(Buffer.from(json, 'utf8').toString('latin1'))
    const escaped = await send('{"FolderName":"\\u00c4rzte"}')
    expect([latin, utf8, escaped]).toEqual(Array(3).fill({ code: 200, name: 'Ärzte' }))
    const long = await send(JSON.stringify({ FolderName: 'Long', FolderDescription: 'x'.repeat(50_000) }))
    expect(long).toEqual({ code: 200, name: 'Long' })
  })
})
