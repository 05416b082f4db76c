import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { hl7Add } from '#contract/hl7.ts'
import { nodeAdd } from '#contract/node.ts'
import { studySet } from '#contract/study/edit.ts'
import { studyGet } from '#contract/study/read.ts'
import { valuesOfField } from '../hl7/field.ts'
import { parseMessage } from '../hl7/message.ts'
import { notifyStudy } from '../ingest/notify.ts'
import { clinic, stow } from '../testing/clinic.ts'
import { testServer } from '../testing/server.ts'

const server = testServer()

/** An order of two examinations. */
const order = (reasons: readonly [string, string], type = 'ORM^O01') =>
  [
    `MSH|^~\\&|RIS|Ward|Collimate|Here|20260301120000||${type}|77|P|2.5.1`,
    'PID|1||L1^^^Clinic||Hale^Ann|||F',
    'PV1|1|I|W7^R2^B1',
    'ORC|NW|P-1|F-1',
    `OBR|1|P-1|ACC-1|CT^Head||||||||||||||||||||||||||||${reasons[0]}`,
    'ORC|NW|P-2|F-2',
    `OBR|2|P-2|ACC-2|MR^Knee||||||||||||||||||||||||||||${reasons[1]}`,
    'OBX|1|NM|DOSE^Dose||12.5|mGy',
    'OBX|2|NM|KVP^Tube||120|kV',
  ].join('\r')

test('messages fill the fields of the studies that they are about', async () => {
  const { admin, uuid: account_id, namespace } = await clinic(server, {})
  const field = async (name: string, more: Record<string, unknown>) =>
    (
      await admin.ok(customfieldAdd, {
        ...{ account_id, name, object: 'Study', type: 'text', load_hl7: 'ORM', ...more },
      })
    ).uuid
  const reason = await field('Reason', { hl7_segment: 'OBR', hl7_field: 32, hl7_component: 2 })
  await field('Room', { hl7_segment: 'PV1', hl7_field: 3, hl7_component: 2 })
  await field('Knee', { hl7_segment: 'PV1', hl7_field: 3, hl7_component: 1, load_hl7_filter: 'OBR_4_Knee' })
  await field('Dose', {
    ...{ type: 'number', hl7_segment: 'OBX', hl7_field: 5, load_hl7_filter: 'OBX_3_DOSE' },
  })
  await field('Result', { hl7_segment: 'PV1', hl7_field: 3, hl7_component: 1, load_hl7: 'ORU' })
  await field('Unfit', { type: 'number', hl7_segment: 'OBR', hl7_field: 4, hl7_component: 1 })
  const gateway = await admin.ok(nodeAdd, { account_id, name: 'RIS', type: 'HARVESTER' })
  const send = (message: string) => server.call(hl7Add, { uuid: gateway.uuid, message }, { gateway })
  const arrive = async (study_uid: string, accessionNumber: string) => {
    await stow(server, admin, namespace, [
      {
        studyUID: study_uid,
        seriesUID: `${study_uid}.1`,
        sopUID: `${study_uid}.1.1`,
        accessionNumber,
        patientID: 'L1',
      },
    ])
    await notifyStudy(server.services, { storage_namespace: namespace, study_uid })
    const { rows } = await server.services.pool.query('select uuid from study where study_uid = $1', [
      study_uid,
    ])
    return String(rows[0]?.uuid)
  }
  const said = async (uuid: string) =>
    Object.fromEntries(
      ((await admin.ok(studyGet, { uuid })).customfields ?? []).map(({ name, value }) => [name, value]),
    )

  const first = await arrive('1.9.88.1', 'ACC-1')
  const other = await arrive('1.9.88.3', 'ACC-9')
  expect((await send(order(['^Fall \\T\\ pain', '^Old tear']))).body.status).toBe('OK')
  expect(await said(first)).toEqual({
    Reason: 'Fall & pain',
    Room: 'R2',
    Knee: null,
    Dose: null,
    Result: null,
    Unfit: null,
  })
  expect((await said(other)).Reason).toBe(null)
  // The order was here before these images.
  const second = await arrive('1.9.88.2', 'ACC-2')
  expect(await said(second)).toMatchObject({ Reason: 'Old tear', Knee: 'W7', Dose: '12.5' })

  await send(order(['^', '^""']))
  expect((await said(first)).Reason).toBe('Fall & pain')
  expect((await said(second)).Reason).toBe(null)

  const write = (more: Record<string, unknown>) => admin.ok(studySet, { study_id: other, ...more })
  await write({ accession_number: 'ACC-1' })
  expect((await said(other)).Reason).toBe(null)
  await admin.ok(accountSet, {
    uuid: account_id,
    settings: { reload_hl7_customfields_on_phi_update: 1 },
  })
  await write({ study_description: 'Head', [`customfield-${reason}`]: 'By hand' })
  expect(await said(other)).toMatchObject({ Reason: 'By hand', Room: 'R2' })
})

test('a field is read from the segment that the filter is about, whole or by component', async () => {
  const parsed = await parseMessage(order(['a^b~c^d', '^e']))
  const at = (segment: string, field: number, component: number | null, filter: string | null = null) =>
    valuesOfField(parsed, { segment, field, component, filter }, 'ACC-1')
  expect(at('OBR', 32, null)).toEqual(['a^b', 'c^d'])
  expect(at('OBR', 32, 2)).toEqual(['b', 'd'])
  expect(at('PV1', 3, 1, 'OBR_4_Head')).toEqual(['W7'])
  expect(at('PV1', 3, 1, 'OBR_4_Knee')).toBeUndefined()
  expect(at('PV1', 3, 1, 'nonsense')).toBeUndefined()
})
