import { permissionCases } from '../testing/permission_cases.ts'
import { provePermissions } from '../testing/permissions.ts'
import { testServer } from '../testing/server.ts'
import { callsOnAccount } from '../testing/tenancy/calls_on_account.ts'
import { callsOnPlace } from '../testing/tenancy/calls_on_place.ts'
import { callsOnStudy } from '../testing/tenancy/calls_on_study.ts'
import { UID } from '../testing/tenancy/samples.ts'
import { tenancyWorld } from '../testing/tenancy/world.ts'

/** Each command does with the flags that its contract names, and with no others. */

const server = testServer()
const world = tenancyWorld(server)

await provePermissions({
  server,
  calls: [...callsOnAccount(world), ...callsOnStudy(world), ...callsOnPlace(world)],
  cases: permissionCases({
    id: world.id,
    uid: UID,
    owner: () => world.owner,
    member: () => world.member,
  }),
  member: () => world.member,
  role_id: () => world.id.member_role,
})
