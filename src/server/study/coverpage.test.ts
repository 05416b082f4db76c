import { expect, test } from 'vitest'
import { namespaceCoverpage } from '#contract/namespace.ts'
import { coverImage } from '../imaging/cover-image.ts'
import { notifyStudy } from '../ingest/notify.ts'
import { studyCoverpage } from '../jobs/study_coverpage.ts'
import { clinic, stow } from '../testing/clinic.ts'
import { testServer } from '../testing/server.ts'
import { coverPage, coverTemplates } from './coverpage.ts'

const server = testServer()
const TEMPLATE =
  '\\{"title":"An outside study","footer":"Example","uploadedBy":"{$created_by_name}","studyDescription":"{$study_description}"\\}'

test('templates are filled with what the study says', () => {
  const templates = coverTemplates(TEMPLATE) ?? new Map()
  const fields = new Map([['created_by_name', 'Jane Roe']])
  expect(coverPage(templates, fields)).toEqual({
    title: 'An outside study',
    footer: 'Example',
    lines: [
      { name: 'Uploaded by', text: 'Jane Roe' },
      { name: 'Study description', text: '' },
    ],
  })
  expect(coverTemplates('title: none')).toBeUndefined()
})

test('the page is drawn, and markup in it is text', async () => {
  const page = { title: 'A <b>title</b> & more', footer: '', lines: [] }
  const drawn = await coverImage(page)
  const empty = await coverImage({ title: '', footer: '', lines: [] })
  expect(drawn.length).toBeGreaterThan(empty.length)
})

test('a study that is stored in a namespace with a cover page begins with it', async () => {
  const { account, admin, namespace } = await clinic(server, {})
  expect(await admin.refused(namespaceCoverpage, { uuid: namespace, coverpage: 'x' })).toBe('INVALID_JSON')
  const reader = await server.person(account)
  expect(await reader.refused(namespaceCoverpage, { uuid: namespace })).toBe('NOT_PERMITTED')
  await admin.ok(namespaceCoverpage, { uuid: namespace, coverpage: TEMPLATE })
  expect(await admin.ok(namespaceCoverpage, { uuid: namespace })).toEqual({ coverpage: TEMPLATE })
  const study = { storage_namespace: namespace, study_uid: '1.11.1' }
  await stow(server, admin, namespace, [
    { studyUID: study.study_uid, patientID: 'P', patientName: 'Doe^J', seriesNumber: 1 },
  ])
  await notifyStudy(server.services, study)
  const { rows } = await server.services.pool.query(
    "select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'study_coverpage'",
  )
  expect(rows).toHaveLength(1)
  for (let n = 0; n < 2; n++) await studyCoverpage.run(server.services, rows[0].payload)
  const answer = await server.app.inject({
    url: `/dicomweb/namespaces/${namespace}/studies/${study.study_uid}/metadata`,
    headers: { 'x-ambrahealth-sid': admin.sid },
  })
  const [first, second] = answer.json()
  expect(first['0008103E'].Value).toEqual(['An outside study'])
  expect(first['00100020'].Value).toEqual(['P'])
  expect(first['00280010'].Value).toEqual([1024])
  expect(second['00200011'].Value).toEqual([1])
  expect(answer.json()).toHaveLength(2)
  await admin.ok(namespaceCoverpage, { uuid: namespace, coverpage: '' })
  expect(await admin.ok(namespaceCoverpage, { uuid: namespace })).toEqual({ coverpage: '' })
})
