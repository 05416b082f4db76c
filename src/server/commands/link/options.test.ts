import { describe, expect, test } from 'vitest'
import { accountConnect, accountSet } from '#contract/account.ts'
import { auditObject } from '#contract/audit.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { folderAdd, folderStudyAdd } from '#contract/folder.ts'
import { linkAdd, linkCharge, linkGet, linkSession, linkStatus } from '#contract/link.ts'
import { namespaceShareCode } from '#contract/namespace.ts'
import { sessionUser } from '#contract/session.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { buildFile } from '../../dicom/testing/build.ts'
import { clinic as clinicOf } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'
import { stripeApi } from '../../testing/stripe_api.ts'

const { environment, asked } = stripeApi()
const server = testServer({ ...environment, COLLIMATE_SMS_URL: 'twilio://account:token@localhost:9?from=1' })
const query = (text: string, values: unknown[] = []) => server.services.pool.query(text, values)
let made = 0

async function clinic() {
  const found = await clinicOf(server, {
    link_view: 1,
    link_edit: 1,
    link_edit_upload: 1,
    can_proxy_login: 1,
    study_share: 1,
    study_share_email: 1,
  })
  const { admin, namespace, uuid: account_id } = found
  const study = async (more: Record<string, string> = {}) => {
    made += 1
    const place = { storage_namespace: namespace, phi_namespace: namespace }
    const { uuid } = await admin.ok(studyAdd, {
      study_uid: `1.15.${made}`,
      patientid: 'P1',
      ...place,
      ...more,
    })
    await query('update study set phantom = false where uuid = $1', [uuid])
    return uuid
  }
  const study_id = await study()
  const view = async (params: object = {}) => {
    const { uuid } = await admin.ok(linkAdd, { study_id, action: 'STUDY_VIEW', ...params })
    return uuid
  }
  const upload = async (params: object = {}) => {
    const { uuid } = await admin.ok(linkAdd, { namespace_id: namespace, action: 'STUDY_UPLOAD', ...params })
    return uuid
  }
  return { ...found, account_id, study, study_id, view, upload }
}
type World = Awaited<ReturnType<typeof clinic>>

const open = async (uuid: string, more: object = {}) =>
  (await server.call(linkSession, { uuid, ...more })).body
const status = async (uuid: string) => (await server.call(linkStatus, { uuid })).body
const redirect = async (uuid: string, headers: Record<string, string> = {}) => {
  const answer = await server.app.inject({ url: `/api/v3/link/redirect?uuid=${uuid}`, headers })
  return {
    location: answer.headers.location,
    error: answer.statusCode === 302 ? undefined : answer.json().error_type,
  }
}
const seen = async (sid: string | undefined) =>
  (await server.call(studyList, {}, { sid: sid ?? '' })).body.studies?.map(({ uuid }) => uuid) ?? []
const mailTo = async (recipient: string) =>
  (await query('select subject, body_text from mail where recipient = $1', [recipient])).rows
const guestOf = async (uuid: string) =>
  (await server.call(sessionUser, {}, { sid: (await open(uuid)).sid ?? '' })).body.guest
const rightsOf = async (uuid: string, study_id: string, more: object = {}) =>
  (await server.call(studyGet, { uuid: study_id }, { sid: (await open(uuid, more)).sid ?? '' })).body
    .permissions

async function pay({ admin, account_id }: World) {
  await admin.ok(accountSet, { uuid: account_id, settings: { enable_credit_card_processor: 1 } })
  await admin.ok(accountConnect, { uuid: account_id, code: 'good' })
}

async function sent(uuid: string, admin: Person, namespace: string, patientID: string) {
  const sid = (await open(uuid, { email_address: admin.email })).sid ?? ''
  made += 1
  const study_uid = `1.15.${made}`
  const place = { storage_namespace: namespace, phi_namespace: namespace }
  const added = await server.call(studyAdd, { study_uid, ...place }, { sid })
  const image = await server.app.inject({
    method: 'POST',
    url: `/api/v3/storage/namespace/${namespace}/image?sid=${sid}`,
    headers: { 'content-type': 'application/dicom' },
    payload: buildFile({ studyUID: study_uid, patientID }),
  })
  return { code: image.statusCode, uuid: added.body.uuid ?? '' }
}

/** Every option of `/link/add`: what it does, and the proof of it. */
const OPTIONS: Record<
  keyof typeof linkAdd.params.shape,
  [does: string, proof: (world: World) => Promise<void>]
> = {
  study_id: [
    'the link opens this study',
    async ({ view, study_id }) => expect((await open(await view())).study_id).toBe(study_id),
  ],
  filter: [
    'the link opens what the filter finds when it is opened',
    async ({ admin, account_id, study }) => {
      const wanted = await study({ accession_number: 'FIND' })
      const filter = { 'accession_number.equals': 'FIND' }
      const { uuid } = await admin.ok(linkAdd, { filter, account_id, action: 'STUDY_LIST' })
      expect((await open(uuid)).study_id).toBe(wanted)
    },
  ],
  account_id: [
    'what a filter finds is of this account',
    async ({ admin, study }) => {
      const other = await server.account()
      await study({ accession_number: 'ELSEWHERE' })
      const filter = { 'accession_number.equals': 'ELSEWHERE' }
      const wrong = { filter, account_id: other.uuid, action: 'STUDY_LIST' }
      expect(await admin.refused(linkAdd, wrong)).toBe('NOT_FOUND')
    },
  ],
  namespace_id: [
    'uploads go into this namespace',
    async ({ upload, namespace }) => expect((await open(await upload())).namespace_id).toBe(namespace),
  ],
  user_id: [
    'the link works in the name of this member',
    async ({ admin, account, account_id }) => {
      const reader = await server.person(account)
      const login = {
        user_id: reader.user_id,
        account_id,
        action: 'LOGIN',
        password: 'long-enough',
        max_hits: 1,
      }
      const { uuid } = await admin.ok(linkAdd, login)
      const { sid = '' } = await open(uuid, { password: 'long-enough' })
      expect((await server.call(sessionUser, {}, { sid })).body.uuid).toBe(reader.user_id)
    },
  ],
  action: [
    'says whether the link lists, shows, takes in or signs in',
    async ({ view, upload }) => {
      expect((await open(await view({ action: 'STUDY_LIST' }))).action).toBe('STUDY_LIST')
      expect((await open(await upload())).action).toBe('STUDY_UPLOAD')
    },
  ],
  password: [
    'is asked for',
    async ({ view }) => {
      const uuid = await view({ password: 'open-sesame' })
      expect((await open(uuid)).error_type).toBe('INVALID_CREDENTIALS')
      expect((await open(uuid, { password: 'open-sesame' })).status).toBe('OK')
    },
  ],
  password_max_attempts: [
    'locks the link after so many wrong passwords',
    async ({ view }) => {
      const uuid = await view({ password: 'open-sesame', password_max_attempts: 1 })
      await open(uuid, { password: 'wrong' })
      expect((await status(uuid)).state).toBe('LOCKED')
      expect((await open(uuid, { password: 'open-sesame' })).error_type).toBe('INVALID_CREDENTIALS')
    },
  ],
  password_is_dob: [
    'asks for the date of birth of the patient',
    async ({ admin, study }) => {
      const study_id = await study({ patient_birth_date: '19800401' })
      const { uuid } = await admin.ok(linkAdd, { study_id, action: 'STUDY_VIEW', password_is_dob: 1 })
      expect((await open(uuid, { password: '19800402' })).error_type).toBe('INVALID_CREDENTIALS')
      expect((await open(uuid, { password: '1980-04-01' })).status).toBe('OK')
    },
  ],
  skip_email_prompt: [
    'goes straight on, without the page that asks for an address',
    async ({ view, study_id }) => {
      const asks = await view()
      expect((await redirect(asks)).location).toBe(`/link/${asks}`)
      expect((await redirect(await view({ skip_email_prompt: 1 }))).location).toBe(`/guest/study/${study_id}`)
    },
  ],
  pin_auth: [
    'lets in members of the account, by a PIN that goes to their address',
    async ({ view, admin }) => {
      const uuid = await view({ pin_auth: 1 })
      expect((await open(uuid, { email_address: 'x@example.org' })).error_type).toBe('INVALID_CREDENTIALS')
      expect((await open(uuid, { email_address: admin.email })).pin_required).toBe(1)
      expect(await mailTo(admin.email)).not.toEqual([])
    },
  ],
  include_priors: [
    'shows the other studies of the patient as well',
    async ({ view, study, study_id }) => {
      const prior = await study()
      expect(await seen((await open(await view())).sid)).toEqual([study_id])
      const wide = await seen((await open(await view({ include_priors: 1 }))).sid)
      expect(wide.toSorted()).toEqual([study_id, prior].toSorted())
    },
  ],
  max_hits: [
    'ends the link after so many visits',
    async ({ view }) => {
      const uuid = await view({ max_hits: 1 })
      expect((await open(uuid)).status).toBe('OK')
      expect((await open(uuid)).error_type).toBe('NOT_FOUND')
      expect((await status(uuid)).state).toBe('EXHAUSTED')
    },
  ],
  minutes_alive: [
    'ends the link after so many minutes',
    async ({ view }) => {
      const uuid = await view({ minutes_alive: 5 })
      expect((await open(uuid)).status).toBe('OK')
      await query("update link set expires = expires - interval '5 minutes' where uuid = $1", [uuid])
      expect((await status(uuid)).state).toBe('EXPIRED')
      expect((await open(uuid)).error_type).toBe('NOT_FOUND')
    },
  ],
  email: [
    'is mailed the link',
    async ({ view }) => {
      const uuid = await view({ email: 'colleague@example.org' })
      expect((await mailTo('colleague@example.org'))[0]?.body_text).toContain(`/link/${uuid}`)
    },
  ],
  mobile_phone: [
    'is sent the link by text message',
    async ({ view }) => {
      const uuid = await view({ mobile_phone: '+49 30 1234567' })
      const { rows } = await query(
        `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t
          on t.id = j.task_id where t.identifier = 'sms_send' and j.payload ->> 'text' like $1`,
        [`%/link/${uuid}`],
      )
      expect(rows).toMatchObject([{ payload: { to: '+49 30 1234567' } }])
    },
  ],
  message: [
    'stands in the mail',
    async ({ view }) => {
      await view({ email: 'reader@example.org', message: 'Please look at slice 40' })
      expect((await mailTo('reader@example.org'))[0]?.body_text).toContain('Please look at slice 40')
    },
  ],
  share_on_view: [
    'shares the study with the address under which it is opened',
    async ({ view, study_id }) => {
      const known = await server.person(await server.account())
      const uuid = await view({ share_on_view: 1 })
      await open(uuid, { email_address: known.email })
      const { rows } = await query('select shared_from_study from study where phi_namespace = $1', [
        known.namespace_id,
      ])
      expect(rows).toEqual([{ shared_from_study: study_id }])
      await open(uuid, { email_address: 'newcomer@example.org' })
      expect((await mailTo('newcomer@example.org'))[0]?.body_text).toContain('/invite/')
    },
  ],
  notify: [
    'is mailed whenever the link is opened',
    async ({ view }) => {
      const uuid = await view({ notify: 'watch@example.org, guard@example.org' })
      expect(await mailTo('guard@example.org')).toEqual([])
      await open(uuid)
      expect(await mailTo('watch@example.org')).toHaveLength(1)
      expect(await mailTo('guard@example.org')).toHaveLength(1)
    },
  ],
  use_share_code: [
    'lets strangers in by the share code of the namespace',
    async ({ admin, account_id, upload }) => {
      await admin.ok(accountSet, { uuid: account_id, share_code: `code-${made}` })
      const code = async () => (await server.call(namespaceShareCode, { share_code: `code-${made}` })).body
      expect(await code()).not.toHaveProperty('link_id')
      const uuid = await upload({ use_share_code: 1 })
      expect(await code()).toMatchObject({ link_id: uuid })
    },
  ],
  share_code: [
    'is told to whoever uploads',
    async ({ upload }) =>
      expect((await open(await upload({ share_code: 'send-here' }))).share_code).toBe('send-here'),
  ],
  parameters: [
    'stand in the address that the link leads to',
    async ({ view, study_id }) => {
      const uuid = await view({ skip_email_prompt: 1, parameters: ['name', 'jack frost', 'age', 30] })
      expect((await redirect(uuid)).location).toBe(`/guest/study/${study_id}?name=jack+frost&age=30`)
    },
  ],
  meeting_id: [
    'names no meeting, for there are none yet',
    async ({ admin, study_id, namespace }) =>
      expect(await admin.refused(linkAdd, { study_id, action: 'STUDY_VIEW', meeting_id: namespace })).toBe(
        'NOT_FOUND',
      ),
  ],
  anonymize: [
    'is what the upload page replaces before anything leaves the browser',
    async ({ upload }) => {
      const uuid = await upload({ anonymize: { patient_name: 's/.*/X/' }, skip_email_prompt: 1 })
      expect((await guestOf(uuid))?.kind === 'link' && (await guestOf(uuid))).toMatchObject({
        anonymize: { patient_name: 's/.*/X/' },
        prompt_for_anonymize: 0,
      })
    },
  ],
  prompt_for_anonymize: [
    'has the upload page ask whether to replace it',
    async ({ upload }) => {
      const uuid = await upload({ anonymize: { patient_name: 's/.*/X/' }, prompt_for_anonymize: 1 })
      expect(await guestOf(uuid)).toMatchObject({ prompt_for_anonymize: 1 })
    },
  ],
  referer: [
    'is the only page that the link opens from',
    async ({ view }) => {
      const uuid = await view({ referer: 'https://emr.example/', skip_email_prompt: 1 })
      expect((await redirect(uuid)).error).toBe('INVALID_SOURCE')
      expect((await redirect(uuid, { referer: 'https://emr.example/page' })).location).toBeDefined()
    },
  ],
  acceptance_required: [
    'leads to the page that asks to accept the terms, and no other way',
    async ({ view }) => {
      const uuid = await view({ acceptance_required: 1, skip_email_prompt: 1 })
      expect((await status(uuid)).acceptance_required).toBe(1)
      expect((await redirect(uuid)).error).toBe('NOT_PERMITTED')
    },
  ],
  mfm_page: [
    'opens the page of the study with all that belongs to it, instead of the viewer',
    async ({ view }) =>
      expect((await redirect(await view({ mfm_page: 1, skip_email_prompt: 1 }))).location).toBe('/guest'),
  ],
  charge_amount: [
    'is paid before the link opens',
    async (world) => {
      await pay(world)
      const uuid = await world.view({ charge_amount: 500 })
      expect((await open(uuid)).error_type).toBe('CHARGE_REQUIRED')
      const { body } = await server.call(linkCharge, { uuid, charge_token: 'tok_visa' })
      expect((await open(uuid, { link_charge_id: body.uuid })).status).toBe('OK')
      expect(asked.at(-1)?.form).toMatchObject({ amount: '500', currency: 'usd' })
    },
  ],
  charge_currency: [
    'is what is charged in',
    async (world) => {
      await pay(world)
      const uuid = await world.view({ charge_amount: 500, charge_currency: 'gbp' })
      await server.call(linkCharge, { uuid, charge_token: 'tok_visa' })
      expect(asked.at(-1)?.form.currency).toBe('gbp')
    },
  ],
  charge_description: [
    'is what the charge is for',
    async (world) => {
      await pay(world)
      const uuid = await world.view({ charge_amount: 500, charge_description: 'Second opinion' })
      await server.call(linkCharge, { uuid, charge_token: 'tok_visa' })
      expect(asked.at(-1)?.form.description).toBe('Second opinion')
    },
  ],
  upload_match: [
    'refuses images that do not say so',
    async ({ admin, namespace, upload }) => {
      const uuid = await upload({ upload_match: { '(0010,0020)': '/^M7$/' } })
      expect((await sent(uuid, admin, namespace, 'M8')).code).toBeGreaterThanOrEqual(400)
      expect((await sent(uuid, admin, namespace, 'M7')).code).toBe(202)
    },
  ],
  upload_study_customfields: [
    'are filled in for what is uploaded',
    async ({ admin, namespace, account_id, upload }) => {
      const field = await admin.ok(customfieldAdd, { account_id, object: 'Study', name: 'Site' })
      const uuid = await upload({ upload_study_customfields: { [field.uuid]: 'North' } })
      const study = await admin.ok(studyGet, { uuid: (await sent(uuid, admin, namespace, 'M7')).uuid })
      expect(study.customfields?.[0]?.value).toBe('North')
    },
  ],
  workflow: [
    'gives a link to a patient’s studies a number that can be read out',
    async ({ admin, account_id, study_id }) => {
      const filter = { 'patientid.equals': 'P1' }
      const params = { filter, account_id, action: 'STUDY_LIST', workflow: 'patient_studies' }
      const { uuid } = await admin.ok(linkAdd, params)
      const { short_id } = await admin.ok(linkGet, { uuid })
      expect(short_id).toMatch(/^\d{10}$/)
      expect((await server.call(linkSession, { short_id: short_id ?? '' })).body.study_id).toBe(study_id)
    },
  ],
  ui_json: [
    'is told to other pages that show the link',
    async ({ view }) =>
      expect((await status(await view({ ui_json: { theme: 'blue' } }))).ui_json).toEqual({ theme: 'blue' }),
  ],
  inherit_permissions: [
    'gives guests the rights of the member in whose name the link works',
    async ({ view, study_id }) => {
      expect((await rightsOf(await view(), study_id))?.study_edit).toBe(0)
      expect((await rightsOf(await view({ inherit_permissions: 1 }), study_id))?.study_edit).toBe(1)
    },
  ],
  viewer: [
    'opens the study in this viewer of another maker',
    async ({ admin, account_id, view, study_id }) => {
      const external_viewer = JSON.stringify({
        tag: 'other',
        type: 'url',
        url: 'https://other.example/{study_id}',
      })
      const settings = { external_viewer, allowed_viewer_overrides_in_links: 'other' }
      await admin.ok(accountSet, { uuid: account_id, settings })
      const uuid = await view({ viewer: 'other', skip_email_prompt: 1 })
      expect((await redirect(uuid)).location).toBe(`https://other.example/${study_id}`)
    },
  ],
  description: [
    'names the link in the history of the study',
    async ({ admin, view, study_id }) => {
      await open(await view({ description: 'For the board' }))
      const { events } = await admin.ok(auditObject, { uuid: study_id })
      expect(events?.find(({ action }) => action === 'LINK_USED')?.what).toBe('For the board')
    },
  ],
  folder_id: [
    'the link opens what is in this folder',
    async ({ admin, account_id, study_id }) => {
      const folder = await admin.ok(folderAdd, { account_id, name: 'Board' })
      await admin.ok(folderStudyAdd, { uuid: folder.uuid, study_id: [study_id] })
      const { uuid } = await admin.ok(linkAdd, { folder_id: folder.uuid, action: 'STUDY_LIST' })
      expect(await seen((await open(uuid)).sid)).toEqual([study_id])
    },
  ],
  title: [
    'heads the page of the link',
    async ({ view }) =>
      expect((await status(await view({ title: 'Tumour board' }))).title).toBe('Tumour board'),
  ],
  download: [
    'lets guests take the images away',
    async ({ view, study_id }) => {
      expect((await rightsOf(await view(), study_id))?.study_download).toBe(0)
      expect((await rightsOf(await view({ download: 1 }), study_id))?.study_download).toBe(1)
    },
  ],
}

describe('every option of /link/add has its effect', () => {
  test.each(Object.entries(OPTIONS))('%s', async (_name, [does, proof]) => {
    expect(does).not.toBe('')
    await proof(await clinic())
  })

  test('and the table has them all', () => {
    expect(Object.keys(OPTIONS).toSorted()).toEqual(Object.keys(linkAdd.params.shape).toSorted())
  })
})
