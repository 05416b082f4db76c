import { groupAdd } from '#contract/group.ts'
import { roleList, roleSet } from '#contract/role.ts'
import { buildFile, type FileOptions } from '../dicom/testing/build.ts'
import type { Person, TestServer } from './server.ts'

/** An account with an admin, whose roles have more rights than by default, and a group in it. */
export async function clinic(server: TestServer, grants: Record<string, 0 | 1>) {
  const account = await server.account()
  const admin = await server.person(account, 'admin', { global: true })
  const { roles } = await admin.ok(roleList, { account_id: account.uuid })
  for (const role of roles) await admin.ok(roleSet, { uuid: role.uuid, permissions: grants })
  const group = await admin.ok(groupAdd, { account_id: account.uuid, name: 'Neurology' })
  return {
    account,
    admin,
    uuid: account.uuid,
    namespace: account.namespace_id,
    group: group.uuid,
    /** The namespace of the group. */
    place: group.namespace_id,
  }
}

/** Stores files by STOW-RS. */
export async function stow(
  server: TestServer,
  who: Pick<Person, 'sid'>,
  namespace: string,
  files: readonly FileOptions[],
): Promise<void> {
  const answer = await server.app.inject({
    method: 'POST',
    url: `/dicomweb/namespaces/${namespace}/studies`,
    headers: {
      'x-ambrahealth-sid': who.sid,
      'content-type': 'multipart/related; type="application/dicom"; boundary=b',
    },
    payload: Buffer.concat([
      ...files.flatMap((file) => [
        Buffer.from('\r\n--b\r\nContent-Type: application/dicom\r\n\r\n'),
        buildFile(file),
      ]),
      Buffer.from('\r\n--b--\r\n'),
    ]),
  })
  if (answer.statusCode !== 200) throw new Error(`STOW-RS answered ${answer.statusCode} ${answer.body}`)
}
