import { expect, test } from 'vitest'
import { studyAdd } from '#contract/study/edit.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { clinic } from '../testing/clinic.ts'
import { testServer } from '../testing/server.ts'

const server = testServer()

test('what a role has to look for is as long as the account wants it', async () => {
  const { admin, account, namespace } = await clinic(server, { study_search_require_patient_name: 1 })
  const place = { storage_namespace: namespace, phi_namespace: namespace }
  const { uuid } = await admin.ok(studyAdd, {
    study_uid: '1.9.66.1',
    patientid: 'P1',
    patient_name: 'Doe^Jane',
    ...place,
  })
  await server.services.pool.query('update study set phantom = false where uuid = $1', [uuid])
  const ask = (pattern: unknown) =>
    server.services.pool.query(
      `update account set settings = settings || jsonb_build_object('study_search_require_regexp', $2::text) where uuid = $1`,
      [account.uuid, JSON.stringify(pattern)],
    )
  const like = async (text: string) => {
    const params = { 'filter.phi_namespace.equals': namespace, 'filter.patient_name.like': text }
    const { body } = await server.call(studyList, params, { sid: admin.sid })
    return body.error_type ?? body.studies?.length
  }
  const qido = async (query: string) => {
    const answer = await server.app.inject({
      url: `/dicomweb/namespaces/${namespace}/studies?${query}`,
      headers: { 'x-ambrahealth-sid': admin.sid },
    })
    return answer.statusCode
  }
  expect([await like('d%'), await qido('PatientName=d*')]).toEqual([1, 204])
  const everything = [await like('%'), await qido('PatientName=*'), await qido('PatientName=%3F*')]
  expect(everything).toEqual(['MISSING_FIELDS', 400, 400])

  await ask({ patient_name: '/^\\w{3}/', patientid: '/^never/' })
  const refused = await server.call(
    studyCount,
    {
      nocache: 1,
      ...{ 'filter.phi_namespace.equals': namespace, 'filter.patient_name.like': 'do%' },
    },
    { sid: admin.sid },
  )
  expect(refused.body).toMatchObject({
    error_type: 'MISSING_FIELDS',
    error_subtype: ['filter.patient_name'],
  })
  expect([await like('%doe'), await like('do%'), await like('doe%')]).toEqual([
    'MISSING_FIELDS',
    'MISSING_FIELDS',
    1,
  ])
  expect([await qido('PatientName=do*'), await qido('PatientName=doe*')]).toEqual([400, 204])
  // A pattern that nobody can read asks for nothing more than that the field is named.
  await ask({ patient_name: '(' })
  expect([await like('d%'), await like('%')]).toEqual([1, 'MISSING_FIELDS'])
})
