import { beforeAll, expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { hl7Add, hl7Delete, hl7Get, hl7List, hl7StudyReport } from '#contract/hl7.ts'
import { nodeAdd } from '#contract/node.ts'
import { roleAdd } from '#contract/role.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
const REPORT = [
  'MSH|^~\\&|RIS|Ward|Collimate|Here|20260301120000||ORU^R01|77|P|2.5.1',
  'PID|1||H1^^^Clinic~X9||Hale^Ann^Q^Jr^Dr',
  'ORC|RE|P-1|F-1',
  'OBR|1|P-1|H-ACC|71020^CT Head||||||||||||||||||20260301115500|||F',
  'OBX|1|FT|71020&GDT^CT Head||No bleed.\\.br\\Ventricles \\T\\ sulci are normal.',
  'OBX|2|TX|71020&IMP^CT Head||Normal study.~Nothing to do.',
  'OBX|3|ED|PDF^Report||^application^pdf^Base64^JVBERi0=',
].join('\r')
const TEXT = 'No bleed.\nVentricles & sulci are normal.\nNormal study.\nNothing to do.'

let place: Awaited<ReturnType<typeof clinic>>
let owner: Person
let gateway: { uuid: string; serial_no: string }
let study = ''

beforeAll(async () => {
  place = await clinic(server, { hl7_message_view: 1, hl7_message_delete: 1 })
  owner = place.admin
  await stow(server, owner, place.namespace, [
    { studyUID: '1.9.1', seriesUID: '1.9.1.1', sopUID: '1.9.1.1.1', patientID: 'H1' },
  ])
  await server.services.pool.query("update study set phantom = false, accession_number = 'H-ACC'")
  study = (await owner.ok(studyList, {})).studies[0]?.uuid ?? ''
  gateway = await owner.ok(nodeAdd, { account_id: place.uuid, name: 'RIS', type: 'HARVESTER' })
})

const send = (message: string, more: Record<string, unknown> = {}) =>
  server.call(hl7Add, { uuid: gateway.uuid, message, ...more }, { gateway })

test('a report that a gateway sends in is acknowledged, listed, read with its study and deleted', async () => {
  const { body } = await send(REPORT.replaceAll('\r', '\n'))
  expect(body).toMatchObject({ status: 'OK' })
  expect(body.ack).toContain('MSA|AA|77')
  const uuid = body.uuid ?? ''
  const mine = { account_id: place.uuid }
  expect((await owner.ok(hl7List, mine)).messages).toMatchObject([
    {
      uuid,
      type: 'ORU^R01',
      accession_numbers: ['H-ACC'],
      patientid: 'H1',
      patient_name: 'Hale^Ann^Q^Dr^Jr',
    },
  ])
  const numbered = (number: string) =>
    owner.ok(hl7List, { ...mine, [`filter.accession_number_h->'${number}'.equals`]: '1' })
  expect((await numbered('H-ACC')).messages).toHaveLength(1)
  expect((await numbered('OTHER')).messages).toHaveLength(0)

  expect((await owner.ok(studyGet, { uuid: study })).hl7).toEqual([{ uuid }])
  const whole = await owner.ok(studyGet, { uuid: study, full_hl7: 1 })
  expect(whole.hl7).toMatchObject([
    {
      uuid,
      segments: [['MSH', '^~\\&', 'RIS'], ['PID'], ['ORC'], ['OBR'], ['OBX'], ['OBX'], ['OBX']].map((start) =>
        expect.arrayContaining(start),
      ),
    },
  ])
  expect((await owner.ok(studyList, {})).studies[0]?.hl7).toEqual([{ uuid }])
  expect((await owner.ok(hl7StudyReport, { study_id: study })).text).toBe(TEXT)
  expect((await owner.ok(hl7Get, { uuid, raw: 1 })).raw).toBe(REPORT)

  // A reader of the study reads its report, and no other message.
  const { uuid: role_id } = await owner.ok(roleAdd, {
    ...mine,
    name: 'Reader',
    permissions: { study_view: 1, study_report_hl7_view: 1, study_report_hl7_view_approved: 1 },
  })
  const reader = await server.person(place.account, 'user', { role_id, global: true })
  expect((await reader.ok(hl7Get, { uuid })).uuid).toBe(uuid)
  expect(await reader.refused(hl7List, mine)).toBe('NOT_PERMITTED')
  const other = (await send(REPORT, { accession_number: 'ELSEWHERE' })).body.uuid ?? ''
  expect(await reader.refused(hl7Get, { uuid: other })).toBe('NOT_PERMITTED')
  expect(await reader.refused(hl7Get, { uuid: other, study_id: study })).toBe('NOT_FOUND')
  // The number of another patient is another study's.
  await send(REPORT.replace('H1^', 'H2^'))
  expect((await owner.ok(studyGet, { uuid: study })).hl7).toEqual([{ uuid }])

  for (const one of (await owner.ok(hl7List, mine)).messages) await owner.ok(hl7Delete, { uuid: one.uuid })
  expect((await owner.ok(studyGet, { uuid: study })).hl7).toEqual([])
  expect(await owner.refused(hl7StudyReport, { study_id: study })).toBe('NOT_FOUND')
})

test('an account goes by the patient’s other number as well, or by the accession number alone', async () => {
  const { body } = await send(REPORT.replace('H1^', 'H7^'))
  const seen = async (settings: Record<string, 0 | 1>) => {
    await owner.ok(accountSet, { uuid: place.uuid, settings })
    return (await owner.ok(studyGet, { uuid: study })).hl7?.map(({ uuid }) => uuid)
  }
  const [BY, OTHER] = ['include_patientid_in_hl7_match', 'include_patientid_other_in_hl7_match'] as const
  const other = (number: string | null) =>
    server.services.pool.query('update study set patientid_other = $2 where uuid = $1', [study, number])
  expect(await seen({ [OTHER]: 1 })).toEqual([])
  await other('h7')
  expect(await seen({ [OTHER]: 0 })).toEqual([])
  expect(await seen({ [OTHER]: 1 })).toEqual([body.uuid])
  expect(await seen({ [BY]: 0 })).toEqual([body.uuid])
  await other(null)
  expect(await seen({ [BY]: 0 })).toEqual([])
  expect(await seen({ [BY]: 0, [OTHER]: 0 })).toEqual([body.uuid])
  expect(await seen({ [BY]: 1, [OTHER]: 0 })).toEqual([])
  await owner.ok(hl7Delete, { uuid: body.uuid ?? '' })
})

test('a message takes the numbers of the patient’s studies where the gateway asks for it', async () => {
  const { body } = await send(REPORT.replace('H-ACC', 'R-7'), { accession_number: '__DG_LOAD_FROM_MRN__' })
  expect((await owner.ok(studyGet, { uuid: study })).hl7).toEqual([{ uuid: body.uuid }])
  await owner.ok(hl7Delete, { uuid: body.uuid ?? '' })
})

test('what is no message is refused, and nothing is stored', async () => {
  for (const wrong of ['hello', 'MSH', 'MSH|', 'PID|1', 'MSHaaaaaa', `FHS|^~\\&\r${REPORT}`])
    expect((await send(wrong)).body, wrong).toMatchObject({ error_type: 'INVALID_MESSAGE' })
  expect((await owner.ok(hl7List, { account_id: place.uuid })).messages).toEqual([])
  const odd = await send('MSH|^~\\&|A\rOBX|1|FT|||\\.br\\\\X4a\\\\Q\\ loose \\')
  expect(odd.body.status).toBe('OK')
  await owner.ok(hl7Delete, { uuid: odd.body.uuid ?? '' })
})

test('the report of a message becomes a structured report in its study, once', async () => {
  const { body } = await send(REPORT)
  const convert = (uuid: string, who = owner) =>
    server.app.inject({
      method: 'POST',
      url: `/api/v3/storage/study/${place.namespace}/1.9.1/hl7/${uuid}/sr?sid=${who.sid}`,
    })
  expect((await convert(body.uuid ?? '')).statusCode).toBe(202)
  expect((await convert(body.uuid ?? '')).statusCode).toBe(202)
  const metadata = await server.app.inject({
    url: `/api/v3/storage/dicomweb/${place.namespace}/studies/1.9.1/metadata?sid=${owner.sid}`,
  })
  const reports = metadata
    .json<Record<string, { Value?: unknown[] }>[]>()
    .filter((set) => set['00080016']?.Value?.[0] === '1.2.840.10008.5.1.4.1.1.88.11')
  expect(reports).toHaveLength(1)
  expect(reports[0]).toMatchObject({
    '00080023': { Value: ['20260301'] },
    '00080033': { Value: ['115500'] },
    '00100020': { Value: ['H1'] },
    '0040A496': { Value: ['FINAL'] },
    '0040A730': {
      Value: [
        {
          '0040A043': { Value: [{ '00080104': { Value: ['Findings'] } }] },
          '0040A730': { Value: [{ '0040A160': { Value: ['No bleed.\r\nVentricles & sulci are normal.'] } }] },
        },
        {
          '0040A043': { Value: [{ '00080104': { Value: ['Impressions'] } }] },
          '0040A730': { Value: [{ '0040A160': { Value: ['Normal study.\r\nNothing to do.'] } }] },
        },
      ],
    },
  })
  const order = await send('MSH|^~\\&|A|B|C|D|20260301||ORM^O01|1|P|2.3\rPID|1||H1\rOBR|1||H-ACC')
  expect((await convert(order.body.uuid ?? '')).statusCode).toBe(412)
  expect((await convert(place.uuid)).statusCode).toBe(404)
  const stranger = await server.person(await server.account(), 'admin')
  expect((await convert(body.uuid ?? '', stranger)).statusCode).toBe(404)
})
