import { expect, test } from 'vitest'
import { loadHandlers } from '../http/handlers.ts'
import { testServer } from '../testing/server.ts'
import { callsOnAccount } from '../testing/tenancy/calls_on_account.ts'
import { callsOnPlace } from '../testing/tenancy/calls_on_place.ts'
import { callsOnStudy } from '../testing/tenancy/calls_on_study.ts'
import { everythingOf, tenancyWorld } from '../testing/tenancy/world.ts'

/** Tenancy: what belongs to one account is, to the admin of another, not there. */

const server = testServer()
const world = tenancyWorld(server)
const CALLS = [...callsOnAccount(world), ...callsOnStudy(world), ...callsOnPlace(world)]

test.each(CALLS.map((call) => [call.command.path, call] as const))(
  '%s of another account is nobody’s who does not belong to it',
  async (_path, { command, params }) => {
    expect(await world.stranger.refused(command, params())).toBe('NOT_FOUND')
    expect((await server.call(command, params())).code).toBe(401)
    const { gateway } = world
    const answers: Record<string, unknown> = {}
    for (const [who, { sid }] of Object.entries(world.others))
      answers[who] = (await server.call(command, params(), { sid })).body.error_type
    if (command.node && command.node !== 'self')
      answers['a gateway of another account'] = (
        await server.call(command, params(), { gateway })
      ).body.error_type
    for (const [who, answer] of Object.entries(answers))
      expect(['NOT_FOUND', 'NOT_PERMITTED'], who).toContain(answer)
  },
)

/** What does not take the id of somebody else's object, or answers strangers by its own tests. */
const APART = new Set([
  // Open to everybody who has an address, or what was encrypted with the account's key.
  '/namespace/share/price',
  '/link/external',
  '/link/sso',
  // Oneself, or nothing.
  '/session/login',
  '/session/logout',
  '/session/user',
  '/session/ttl',
  '/session/uuid',
  '/session/pin',
  '/session/sign',
  '/session/oauth/token',
  '/session/csrf/enable',
  '/setting/get',
  '/setting/get/all',
  '/user/delete',
  '/user/token',
  '/user/device/clear',
  '/user/namespace/list',
  '/user/password/lost',
  '/user/password/reset',
  '/user/join',
  '/account/list',
  '/help/get',
  '/terminology/tags',
  '/terminology/list',
  '/terminology/i18next',
  // Open to strangers, who prove themselves in another way.
  '/account/settings',
  '/account/css',
  '/session/saml/acs',
  '/session/saml/metadata',
  '/link/charge',
  '/link/status',
  '/link/session',
  '/link/redirect',
  '/link/sid',
  '/patient/portal/find',
  '/patient/portal/pin',
  '/patient/portal/login',
  '/patient/portal/list',
  '/user/invite/get',
  '/user/invite/accept',
  '/namespace/share_code',
  '/namespace/engine/fqdn',
]) // prettier-ignore

test('nothing of the account has changed by all these attempts', async () => {
  expect(await everythingOf(server, world.id.account)).toEqual(world.untouched)
})

test('every command that takes an id of an object is attempted', async () => {
  const ids = /^(uuid|.*_id|.*_namespace|object_id|src)$/
  const attempted = new Set(CALLS.map(({ command }) => command.path))
  const open = (await loadHandlers())
    .map(({ command }) => command)
    .filter(
      ({ path, params }) =>
        !attempted.has(path) && !APART.has(path) && Object.keys(params.shape).some((name) => ids.test(name)),
    )
    .map(({ path }) => path)
  expect(open.filter((path) => !LATER.has(path))).toEqual([])
})

/** Attempted in tests of their own, for their answer is another word or an empty list. */
const LATER = new Set([
  '/study/add',
  '/study/list',
  '/message/list',
  '/study/count',
  '/study/exists',
  '/role/add',
  '/group/add',
  '/location/add',
  '/node/add',
  '/node/ping',
  '/hl7/add',
  '/order/sps/status',
  '/node/configuration',
  '/customfield/add',
  '/account/add',
  '/account/delete',
  '/system/mail/get',
  '/study/revive',
  '/job/get',
  '/report/zip',
  '/tag/list',
  '/filter/add',
  '/customfield/mapping/add',
  '/study/count_by_filter',
]) // prettier-ignore
