import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import {
  radreportAdd,
  radreportAudit,
  radreportGet,
  radreportPdf,
  radreportSet,
} from '#contract/radreport.ts'
import { radreportTemplateActivate, radreportTemplateAdd } from '#contract/radreport_template.ts'
import { settingSet } from '#contract/setting.ts'
import { studyList } from '#contract/study/list.ts'
import { userSignature } from '#contract/user_join.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { pdfPagesOf } from '../../testing/pdf.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
const IMAGE = { series_uid: '1.36.1.1', instance_uid: '1.36.1.1.1' }
let place: Awaited<ReturnType<typeof clinic>>
let owner: Person
let study = ''

beforeAll(async () => {
  place = await clinic(server, {
    study_view: 1,
    radreport_view: 1,
    radreport_edit: 1,
    radreport_html_format: 1,
  })
  owner = place.admin
  await stow(server, owner, place.namespace, [
    { studyUID: '1.36.1', seriesUID: IMAGE.series_uid, sopUID: IMAGE.instance_uid, patientID: 'R1' },
  ])
  await server.services.pool.query(
    `update study set phantom = false, patient_name = 'Dvořák^Žofie=山田^花', patient_birth_date = '19610204',
     study_date = '20260301', study_description = 'CT thorax', modality = 'CT'`,
  )
  study = (await owner.ok(studyList, {})).studies[0]?.uuid ?? ''
  const { uuid } = await owner.ok(radreportTemplateAdd, {
    account_id: place.uuid,
    type: 'CT chest',
    name: 'CT of the chest',
    body: '## Findings / lungs\nClear.\n\n## Impression\n',
    options: { title: 'Report of a CT', paper: 'letter' },
  })
  await owner.ok(radreportTemplateActivate, { uuid })
})

const write = async (fields: Record<string, unknown>) =>
  (await owner.ok(radreportAdd, { study_id: study, type: 'CT Chest', fields })).uuid
const sign = (uuid: string) => owner.ok(radreportAudit, { uuid, action: 'SIGNED', detail: 'read' })
async function fileOf(uuid: string): Promise<Buffer> {
  const answer = await server.app.inject({ url: `/api/v3${radreportPdf.path}?uuid=${uuid}&sid=${owner.sid}` })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toBe('application/pdf')
  return answer.rawPayload
}
const textOf = async (uuid: string) => (await pdfPagesOf(await fileOf(uuid))).join('\n')

test('a document says whom it is about, what was written under the titles of its template, and who signed', async () => {
  const uuid = await write({
    findings_lungs: 'Two nodules.\n≤ 4 mm.',
    impression: 'Follow-up.',
    other_note: 'x',
  })
  const draft = await textOf(uuid)
  for (const words of [
    'Report of a CT',
    'Draft, not signed',
    'Dvořák, Žofie',
    'R1',
    'February 4, 1961',
    'CT · CT thorax',
    'Findings / lungs\nTwo nodules.\n≤ 4 mm.',
    'Impression\nFollow-up.',
    'Other note\nx',
    'Written by Test admin',
    'Page 1 of 1',
  ])
    expect(draft).toContain(words)
  await sign(uuid)
  const signed = await textOf(uuid)
  expect(signed).toContain('Signed by Test admin')
  expect(signed).not.toContain('Draft')
  // What was signed is what is sent, to the byte, whatever the template says by now.
  const { attachment } = await owner.ok(radreportGet, { uuid })
  const stored = await server.services.objects.read(String(attachment?.version))
  expect((await fileOf(uuid)).equals(stored)).toBe(true)
})

test('formatted words lose what is no formatting, and keep their look', async () => {
  const uuid = await write({
    impression:
      '<p onclick="x()">A <b>mass</b> of 3 cm<sup>2</sup> &lt; 5</p><script>bad()</script><ul><li>one</li><li>two</li></ul>',
  })
  const { fields, html } = await owner.ok(radreportGet, { uuid })
  expect(html).toBe(1)
  expect(fields.impression).toBe(
    '<p>A <b>mass</b> of 3 cm<sup>2</sup> &lt; 5</p><ul><li>one</li><li>two</li></ul>',
  )
  const text = await textOf(uuid)
  expect(text.replaceAll('\n', ' ')).toContain('A mass of 3 cm2 < 5')
  expect(text).toContain('•')
  expect(text).not.toContain('bad()')
  // Without tags it is plain, and stays so.
  await owner.ok(radreportSet, { uuid, fields: { impression: 'a < b & c' } })
  expect(await owner.ok(radreportGet, { uuid })).toMatchObject({
    html: 0,
    fields: { impression: 'a < b & c' },
  })
})

test('an addendum is set below what it adds to, with pictures of the study', async () => {
  const key_images = [
    { ...IMAGE, frame_number: 1, label: 'Nodule' },
    { ...IMAGE, frame_number: 9 },
    { series_uid: '1.2', instance_uid: '1.3' },
  ]
  const first = await write({ impression: 'Normal.', key_images })
  await sign(first)
  const { uuid } = await owner.ok(radreportAdd, {
    study_id: study,
    type: 'CT chest',
    fields: { addendum: 'A nodule after all.' },
    addendum_to: first,
  })
  await sign(uuid)
  const text = await textOf(uuid)
  expect(text).toMatch(/Normal\.[\s\S]*Addendum[\s\S]*A nodule after all\.[\s\S]*Key images[\s\S]*Nodule/)
  expect((await fileOf(first)).toString('latin1')).toContain('/Subtype /Image')
})

test('a long report has its foot on every page', async () => {
  const lines = Array.from({ length: 200 }, (_, n) => `Line ${n}`)
  const pages = await pdfPagesOf(await fileOf(await write({ findings: lines.join('\n') })))
  expect(pages.length).toBeGreaterThan(2)
  pages.forEach((page, n) => {
    expect(page).toContain(`Page ${n + 1} of ${pages.length}`)
    expect(page).toContain('R1')
  })
})

test('it speaks the language of who signs, and bears their signature where the account wants that', async () => {
  const red = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  await owner.ok(userSignature, { signature: red.toString('base64') })
  await owner.ok(accountSet, { uuid: place.uuid, settings: { radreport_attestation_signature: 1 } })
  await owner.ok(settingSet, { key: 'collimate.language', value: '"fr"' })
  const uuid = await write({ impression: 'Normal.' })
  await sign(uuid)
  const file = await fileOf(uuid)
  expect((await pdfPagesOf(file)).join()).toContain('Signé par Test admin')
  expect(file.toString('latin1')).toContain('/Subtype /Image')
  await owner.ok(settingSet, { key: 'collimate.language', value: '"en"' })
})

test('where reports are attested, they say what is', async () => {
  await owner.ok(accountSet, { uuid: place.uuid, settings: { enable_radreport_attestation: 1 } })
  const uuid = await write({ impression: 'Normal.' })
  expect(await owner.refused(radreportAudit, { uuid, action: 'SIGNED', detail: ' ' })).toBe(
    'SIGNATURE_REQUIRED',
  )
  await sign(uuid)
})

test('what no font here can print is never printed as something else', async () => {
  const uuid = await write({ impression: '正常' })
  const answer = await server.call(radreportPdf, { uuid }, { sid: owner.sid })
  expect(answer).toMatchObject({ code: 404, body: { error_subtype: 'PDF_FAILED' } })
  await sign(uuid)
  expect(await owner.ok(radreportGet, { uuid })).toMatchObject({ state: 'SIGNED', attachment: null })
})
