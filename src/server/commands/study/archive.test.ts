import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { readFile, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { namespaceEngineFqdn } from '#contract/namespace.ts'
import { roleSet } from '#contract/role.ts'
import { studyArchive, studyRetrieve } from '#contract/study/archive.ts'
import { studyClone, studyDuplicate } from '#contract/study/copy.ts'
import { studyAdd, studyDelete } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyShare } from '#contract/study/share.ts'
import { retrieveStudy } from '../../archive/retrieve.ts'
import { archiveDue } from '../../archive/store.ts'
import { CT_IMAGE } from '../../dicom/testing/build.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { purgeStoredStudy, removeGarbage } from '../../ingest/purge.ts'
import { studyCopy } from '../../jobs/study_copy.ts'
import { clinic as clinicOf, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** The archive tier, over two folders as a server has them. */

const ARCHIVE = mkdtempSync(join(tmpdir(), 'collimate-archive-'))
const server = testServer({ COLLIMATE_ARCHIVE: `file:${ARCHIVE}`, COLLIMATE_ARCHIVE_DELAY: '0' })
const query = (text: string, values: unknown[] = []) => server.services.pool.query(text, values)
const clinic = () => clinicOf(server, { study_delete: 1, study_share: 1, study_duplicate: 1 })
let made = 0

const image = (study_uid: string, n: number) => ({
  studyUID: study_uid,
  seriesUID: `${study_uid}.1`,
  sopUID: `${study_uid}.1.${n}`,
  sopClassUID: CT_IMAGE,
  instanceNumber: n,
  patientID: 'P1',
  patientName: 'Doe^Jane',
})

async function stored(who: Person, namespace: string) {
  made += 1
  const study_uid = `1.8.${made}`
  await stow(server, who, namespace, [image(study_uid, 1), image(study_uid, 2)])
  const reference = { storage_namespace: namespace, study_uid }
  await notifyStudy(server.services, reference)
  const { rows } = await query('select uuid from study where study_uid = $1', [study_uid])
  const found = await query('select id from stored_study where study_uid = $1', [study_uid])
  return { uuid: String(rows[0].uuid), study_uid, reference, id: Number(found.rows[0].id) }
}

const hashesOf = async (id: number): Promise<string[]> =>
  (
    await query("select encode(hash, 'hex') as hash from stored_instance where stored_study_id = $1", [id])
  ).rows.map(({ hash }) => String(hash))

const pathIn = (folder: string, hash: string) => join(folder, hash.slice(0, 2), hash)
const live = () => server.services.configuration.storage

/** Makes files as old as those that a removal takes. */
async function age(folder: string, hashes: readonly string[]) {
  const old = new Date(Date.now() - 2 * 60 * 60 * 1000)
  for (const hash of hashes) await utimes(pathIn(folder, hash), old, old).catch(() => undefined)
}

const held = async (store: 'objects' | 'archive', hashes: readonly string[]) =>
  Promise.all(hashes.map((hash) => server.services[store]?.has(hash)))

const wado = (who: Person, namespace: string, path: string) =>
  server.app.inject({
    url: `/dicomweb/namespaces/${namespace}/${path}`,
    headers: { 'x-ambrahealth-sid': who.sid },
  })

async function archived(who: Person, namespace: string) {
  const study = await stored(who, namespace)
  await archiveDue(server.services)
  await who.ok(studyArchive, { uuid: study.uuid })
  const hashes = await hashesOf(study.id)
  await age(live(), hashes)
  await removeGarbage(server.services)
  return { ...study, hashes }
}

test('a study goes to the archive once a fresh copy is there, and comes back as it was', async () => {
  const { admin, namespace, place } = await clinic()
  const study = await stored(admin, namespace)
  const { uuid, study_uid, id, reference } = study
  expect(await admin.refused(studyArchive, { uuid })).toBe('NO_FRESH_ARCHIVE')
  await archiveDue(server.services)
  await stow(server, admin, namespace, [image(study_uid, 3)])
  await notifyStudy(server.services, reference)
  expect(await admin.refused(studyArchive, { uuid })).toBe('NO_FRESH_ARCHIVE')
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ archived: 0 })
  await archiveDue(server.services)
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ archived: 1 })
  const hashes = await hashesOf(id)
  const before = await Promise.all(hashes.map((hash) => readFile(pathIn(live(), hash))))
  expect(await admin.refused(studyRetrieve, { uuid })).toBe('NOT_THIN')

  await admin.ok(studyArchive, { uuid })
  expect(await admin.refused(studyArchive, { uuid })).toBe('ALREADY_THIN')
  // Files that have just come may belong to an image that is on its way: they stay for an hour.
  await removeGarbage(server.services)
  expect(await held('objects', hashes)).toEqual([true, true, true])
  await age(live(), hashes)
  await removeGarbage(server.services)
  expect(await held('objects', hashes)).toEqual([false, false, false])
  expect(await held('archive', hashes)).toEqual([true, true, true])
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ thin: 1, is_being_retrieved: 0, image_count: 3 })
  const { studies } = await admin.ok(studyList, { 'filter.thin.equals': 1 })
  expect(studies.map((one) => one.uuid)).toContain(uuid)
  const found = await wado(admin, namespace, `studies?StudyInstanceUID=${study_uid}`)
  expect(found.json()[0]['00080056'].Value).toEqual(['NEARLINE'])
  const away = await wado(
    admin,
    namespace,
    `studies/${study_uid}/series/${study_uid}.1/instances/${study_uid}.1.1`,
  )
  expect([away.statusCode, away.headers['retry-after']]).toEqual([503, undefined])
  expect((await wado(admin, namespace, `studies/${study_uid}/metadata`)).statusCode).toBe(200)
  expect((await admin.call(studyDuplicate, { uuid, namespace_id: place })).code).toBe(412)

  await admin.ok(studyRetrieve, { uuid })
  await admin.ok(studyRetrieve, { uuid })
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ thin: 1, is_being_retrieved: 1 })
  expect(await admin.refused(namespaceEngineFqdn, { study_id: uuid })).toBe('PENDING_RESTORE')
  expect(await admin.refused(studyAdd, { ...reference, phi_namespace: namespace })).toBe('PENDING_RESTORE')
  const coming = await wado(admin, namespace, `studies/${study_uid}`)
  expect([coming.statusCode, coming.headers['retry-after']]).toEqual([503, '30'])
  const storage = await server.app.inject({
    url: `/api/v3/storage/study/${namespace}/${study_uid}/download?bundle=dicom`,
    headers: { 'x-ambrahealth-sid': admin.sid },
  })
  expect([storage.statusCode, storage.headers['retry-after']]).toEqual([503, '30'])

  await retrieveStudy(server.services, id)
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ thin: 0, is_being_retrieved: 0 })
  expect(await Promise.all(hashes.map((hash) => readFile(pathIn(live(), hash))))).toEqual(before)
  expect((await wado(admin, namespace, `studies/${study_uid}`)).statusCode).toBe(200)
  await admin.ok(namespaceEngineFqdn, { study_id: uuid })
  const told = await query(
    "select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'notify'",
  )
  expect(told.rows.map(({ payload }) => payload)).toContainEqual(
    expect.objectContaining({ kind: 'event_thin_study_success', to: admin.user_id }),
  )
  const audited = await query(
    "select action from audit where uuid = $1 and action in ('ARCHIVE', 'RETRIEVE') order by id",
    [uuid],
  )
  expect(audited.rows.map(({ action }) => action)).toEqual(['ARCHIVE', 'RETRIEVE'])
  // The copy in the archive is still fresh.
  await admin.ok(studyArchive, { uuid })
})

test('only the primary record of the images, or the last one over them, is archived', async () => {
  const { admin, namespace, group, place } = await clinic()
  const { uuid, study_uid } = await stored(admin, namespace)
  await admin.ok(studyShare, { uuid, group_id: group })
  await archiveDue(server.services)
  const { rows } = await query('select uuid from study where study_uid = $1 and phi_namespace = $2', [
    study_uid,
    place,
  ])
  const shared = String(rows[0].uuid)
  expect(await admin.refused(studyArchive, { uuid: shared })).toBe('NOT_PERMITTED')
  await admin.ok(studyDelete, { uuid })
  await admin.ok(studyArchive, { uuid: shared })
  expect(await admin.ok(studyGet, { uuid: shared })).toMatchObject({ thin: 1 })
})

test('files that another study has as well stay; those of a deleted study leave the archive too', async () => {
  const { admin, namespace, place } = await clinic()
  const { uuid, id, reference } = await stored(admin, namespace)
  await admin.ok(studyDuplicate, { uuid, namespace_id: place })
  await archiveDue(server.services)
  const hashes = await hashesOf(id)
  await admin.ok(studyArchive, { uuid })
  await age(live(), hashes)
  await removeGarbage(server.services)
  expect(await held('objects', hashes)).toEqual([true, true])
  await purgeStoredStudy(server.services, { ...reference, storage_namespace: place })
  await query("update object_garbage set since = now() - interval '2 hours'")
  await removeGarbage(server.services)
  expect(await held('objects', hashes)).toEqual([false, false])
  await purgeStoredStudy(server.services, reference)
  await query("update object_garbage set since = now() - interval '2 hours'")
  await age(ARCHIVE, hashes)
  await removeGarbage(server.services)
  expect(await held('archive', hashes)).toEqual([false, false])
})

test('an image of an archived study brings it back', async () => {
  const { admin, namespace } = await clinic()
  const { uuid, id, study_uid } = await archived(admin, namespace)
  await stow(server, admin, namespace, [image(study_uid, 9)])
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ thin: 1, is_being_retrieved: 1 })
  await retrieveStudy(server.services, id)
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ thin: 0 })
  expect(await held('objects', await hashesOf(id))).toEqual([true, true, true])
  expect(await admin.refused(studyArchive, { uuid })).toBe('NO_FRESH_ARCHIVE')
})

test('a file that is damaged in the archive is not taken back, and can be mended', async () => {
  const { admin, namespace } = await clinic()
  const { uuid, id, hashes } = await archived(admin, namespace)
  const path = pathIn(ARCHIVE, hashes[1] ?? '')
  const whole = await readFile(path)
  await writeFile(path, Buffer.concat([whole.subarray(0, -1), Buffer.from([1])]))
  await admin.ok(studyRetrieve, { uuid })
  await retrieveStudy(server.services, id)
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ thin: 1, is_being_retrieved: 0 })
  expect(await held('objects', [hashes[1] ?? ''])).toEqual([false])
  await writeFile(path, whole)
  await admin.ok(studyRetrieve, { uuid })
  await retrieveStudy(server.services, id)
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ thin: 0 })
})

test('a copy that finds its images in the archive is given up', async () => {
  const { admin, namespace } = await clinicOf(server, { study_delete: 1, study_clone: 1 })
  const { uuid } = await stored(admin, namespace)
  const { job_id = '', study_uid } = await admin.ok(studyClone, { uuid })
  await archiveDue(server.services)
  await admin.ok(studyArchive, { uuid })
  await studyCopy.run(server.services, { copy: job_id })
  const { rows } = await query('select state, error from study_copy where uuid = $1', [job_id])
  expect(rows).toEqual([{ state: 'ERROR', error: 'the images are in the archive' }])
  expect((await admin.ok(studyList, { 'filter.study_uid.equals': study_uid })).studies).toEqual([])
})

test('a thin study whose images were never here has nowhere to come from', async () => {
  const { admin, namespace, account } = await clinic()
  await admin.ok(roleSet, { uuid: account.roles.admin, permissions: { study_thin: 1 } })
  const place = { thin: 1 as const, storage_namespace: namespace, phi_namespace: namespace }
  const { uuid } = await admin.ok(studyAdd, place)
  expect(await admin.refused(studyRetrieve, { uuid })).toBe('MISSING_INFO')
  const other = await admin.ok(studyAdd, { ...place, accession_number: 'A1' })
  expect(await admin.refused(studyRetrieve, { uuid: other.uuid })).toBe('NO_QUERY_DESTINATION')
  // Images that come from somewhere make it a study like any other.
  const { study_uid } = await admin.ok(studyGet, { uuid: other.uuid })
  await stow(server, admin, namespace, [image(study_uid, 1)])
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid })
  expect(await admin.ok(studyGet, { uuid: other.uuid })).toMatchObject({ thin: 0, image_count: 1 })
})

const PROCESS = fileURLToPath(new URL('../../testing/archive_process.ts', import.meta.url))

/** Runs a task in a process of its own; true when it died of its own hand. */
async function inAnother(environment: Record<string, string>): Promise<boolean> {
  const { configuration } = server.services
  const child = spawn(process.execPath, [PROCESS], {
    env: {
      ...process.env,
      DATABASE_URL: configuration.database_url,
      COLLIMATE_DATA: configuration.data,
      COLLIMATE_ARCHIVE: `file:${ARCHIVE}`,
      COLLIMATE_ARCHIVE_DELAY: '0',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code, signal] = await once(child, 'exit')
  if (signal === 'SIGKILL') return true
  expect(code).toBe(0)
  return false
}

test('kill -9 at any step loses nothing', { timeout: 120_000 }, async () => {
  const { admin, namespace } = await clinic()
  const { uuid, id } = await stored(admin, namespace)
  const hashes = await hashesOf(id)
  const whole = async () => {
    for (const hash of hashes) {
      const places = await Promise.all(
        [live(), ARCHIVE].map((folder) => readFile(pathIn(folder, hash)).catch(() => undefined)),
      )
      expect(places.some((bytes) => bytes !== undefined)).toBe(true)
    }
  }
  // Staged, before it is durable, after it.
  expect(await inAnother({ TASK: 'archive', KILL_AT: '1', KILL_AFTER: '1' })).toBe(true)
  expect(await admin.refused(studyArchive, { uuid })).toBe('NO_FRESH_ARCHIVE')
  expect(await inAnother({ TASK: 'archive', KILL_AT: '2', KILL_AFTER: '1' })).toBe(true)
  expect(await inAnother({ TASK: 'archive', KILL_AT: '2' })).toBe(true)
  expect(await inAnother({ TASK: 'archive' })).toBe(false)
  await whole()
  await admin.ok(studyArchive, { uuid })
  await age(live(), hashes)
  expect(await inAnother({ TASK: 'garbage', KILL_AT: '1', KILL_AFTER: '1' })).toBe(true)
  await whole()
  expect(await inAnother({ TASK: 'garbage' })).toBe(false)
  expect(await held('objects', hashes)).toEqual([false, false])
  await admin.ok(studyRetrieve, { uuid })
  const STORED_STUDY = String(id)
  expect(await inAnother({ TASK: 'retrieve', STORED_STUDY, KILL_AT: '2' })).toBe(true)
  expect(await inAnother({ TASK: 'retrieve', STORED_STUDY, KILL_AT: '2', KILL_AFTER: '1' })).toBe(true)
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ thin: 1, is_being_retrieved: 1 })
  await whole()
  expect(await inAnother({ TASK: 'retrieve', STORED_STUDY })).toBe(false)
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ thin: 0, is_being_retrieved: 0 })
  expect(await held('objects', hashes)).toEqual([true, true])
})
