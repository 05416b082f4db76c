import {
  accountConnect,
  accountGet,
  accountListRequestable,
  accountMd5Counter,
  accountSet,
  accountSettingsValidate,
} from '#contract/account.ts'
import { accountDashboard } from '#contract/account_dashboard.ts'
import { accountLinkKeyDelete, accountLinkKeyGet, accountLinkKeyReset } from '#contract/account_link_key.ts'
import { accountSettingsOverrides } from '#contract/account_override.ts'
import {
  accountSamlRoleList,
  accountSamlRoleSet,
  accountSsoGet,
  accountSsoOidcSet,
  accountSsoSamlSet,
  accountSsoTest,
} from '#contract/account_sso.ts'
import { accountTemplateDelete, accountTemplateList, accountTemplateSet } from '#contract/account_template.ts'
import {
  accountUserAdd,
  accountUserDelete,
  accountUserGet,
  accountUserList,
  accountUserReportLogin,
  accountUserSet,
} from '#contract/account_user.ts'
import { apikeyAdd, apikeyDelete, apikeyList, apikeyRotate, apikeySet } from '#contract/apikey.ts'
import {
  auditAccount,
  auditChain,
  auditDeleted,
  auditFailedlogins,
  auditObject,
  auditUser,
} from '#contract/audit.ts'
import {
  customfieldDelete,
  customfieldGet,
  customfieldList,
  customfieldLookup,
  customfieldMappingDelete,
  customfieldMappingGet,
  customfieldMappingList,
  customfieldMappingSet,
  customfieldSearch,
  customfieldSet,
} from '#contract/customfield.ts'
import {
  filterDelete,
  filterGet,
  filterList,
  filterSet,
  filterShare,
  filterShareList,
  filterShareStop,
} from '#contract/filter.ts'
import { accountPayment } from '#contract/payment.ts'
import {
  roleDefaultPermissions,
  roleDelete,
  roleGet,
  roleList,
  roleSet,
  roleSettings,
} from '#contract/role.ts'
import {
  roleFilterAdd,
  roleFilterDelete,
  roleFilterGet,
  roleFilterList,
  roleFilterSet,
  roleReportDetail,
} from '#contract/role_filter.ts'
import { sessionPermissions } from '#contract/session.ts'
import { settingSet } from '#contract/setting.ts'
import { accountCanShare, accountCanShareList, accountCanShareStop } from '#contract/share_rule.ts'
import { terminologyAccountOverrides, terminologySet } from '#contract/terminology.ts'
import { userGet, userSet } from '#contract/user.ts'
import {
  userAdd,
  userEnable,
  userEvent,
  userEventSet,
  userInvite,
  userLogout,
  userWelcome,
} from '#contract/user_account.ts'
import { userJoinAnswer, userJoinRequest } from '#contract/user_join.ts'
import { userDeviceDelete, userSessionEnd, userTokenReset } from '#contract/user_security.ts'
import {
  accountVanityAdd,
  accountVanityDelete,
  accountVanityGet,
  accountVanityList,
  accountVanitySet,
} from '#contract/vanity.ts'
import type { KnownCall } from '../permissions.ts'
import { known } from './known_call.ts'
import { masked } from './samples.ts'
import type { World } from './world.ts'

const rule = (account: string) => ({
  account_id: account,
  by_type: 'account',
  by_id: account,
  with_type: 'account',
  with_id: account,
})

/** Calls that reach what an account itself has: its people, roles, settings, fields, saved views and audit. */
export const callsOnAccount = (world: World): KnownCall[] => {
  const { id } = world
  return [
    known(sessionPermissions, () => ({ account_id: id.account })),
    known(userGet, () => ({ uuid: world.owner.user_id, account_id: id.account })),
    known(userSet, () => ({ uuid: world.owner.user_id, first: 'X' })),
    known(accountGet, () => ({ uuid: id.account })),
    known(roleList, () => ({ account_id: id.account })),
    known(roleGet, () => ({ uuid: id.role })),
    known(roleSet, () => ({ uuid: id.role, name: 'X' })),
    known(roleSettings, () => ({ uuid: id.role })),
    known(roleSettings, () => ({ uuid: id.role, setting_pin_required: '1' })),
    known(roleDelete, () => ({ uuid: id.role })),
    known(accountTemplateList, () => ({ account_id: id.account })),
    known(accountTemplateSet, () => ({ account_id: id.account, name: 'x', html: 'x' })),
    known(accountTemplateDelete, () => ({ account_id: id.account, name: 'x' })),
    known(roleFilterList, () => ({ account_id: id.account })),
    known(roleFilterAdd, () => ({ account_id: id.account, ...masked })),
    known(roleFilterSet, () => ({ uuid: id.role_filter, name: 'x' })),
    known(roleFilterGet, () => ({ uuid: id.role_filter })),
    known(roleFilterDelete, () => ({ uuid: id.role_filter })),
    known(roleReportDetail, () => ({ account_id: id.account })),
    known(roleDefaultPermissions, () => ({ account_id: id.account })),
    known(settingSet, () => ({ key: 'x', value: 'x', account_id: id.account })),
    known(settingSet, () => ({ key: 'x', value: 'x', role_id: id.role })),
    known(apikeyList, () => ({ account_id: id.account })),
    known(apikeyAdd, () => ({ account_id: id.account, name: 'x' })),
    known(apikeySet, () => ({ uuid: id.apikey, name: 'x' })),
    known(apikeyRotate, () => ({ uuid: id.apikey })),
    known(apikeyDelete, () => ({ uuid: id.apikey })),
    known(filterList, () => ({ type: ['study'], account_id: id.account })),
    known(filterGet, () => ({ uuid: id.filter })),
    known(filterSet, () => ({ uuid: id.filter, name: 'x' })),
    known(filterDelete, () => ({ uuid: id.filter })),
    known(filterShare, () => ({ uuid: id.filter, user_id: world.stranger.user_id })),
    known(filterShareList, () => ({ uuid: id.filter })),
    known(filterShareStop, () => ({ uuid: id.filter, user_id: world.owner.user_id })),
    known(customfieldList, () => ({ account_id: id.account })),
    known(customfieldGet, () => ({ uuid: id.customfield })),
    known(customfieldSet, () => ({ uuid: id.customfield, name: 'x' })),
    known(customfieldDelete, () => ({ uuid: id.customfield })),
    known(customfieldLookup, () => ({ account_id: id.account, name: 'Secret' })),
    known(customfieldSearch, () => ({ uuid: id.customfield })),
    known(customfieldMappingList, () => ({ account_id: id.account })),
    known(customfieldMappingGet, () => ({ uuid: id.mapping })),
    known(customfieldMappingSet, () => ({ uuid: id.mapping, name: 'x' })),
    known(customfieldMappingDelete, () => ({ uuid: id.mapping })),
    known(terminologyAccountOverrides, () => ({ account_id: id.account })),
    known(terminologySet, () => ({ tag: 'x', language: 'en', account_id: id.account, value: 'x' })),
    known(auditObject, () => ({ uuid: id.study })),
    known(auditObject, () => ({ uuid: world.owner.user_id })),
    known(auditAccount, () => ({ account_id: id.account })),
    known(auditUser, () => ({ account_id: id.account, user_id: world.owner.user_id })),
    known(auditDeleted, () => ({ account_id: id.account, type: 'Study' })),
    known(accountListRequestable, () => ({ namespace_id: id.namespace })),
    known(auditFailedlogins, () => ({ account_id: id.account })),
    known(auditChain, () => ({ account_id: id.account })),
    known(accountSet, () => ({ uuid: id.account, name: 'X' })),
    known(accountSettingsValidate, () => ({ uuid: id.account })),
    known(accountDashboard, () => ({ account_id: id.account })),
    known(accountSettingsOverrides, () => ({ account_id: id.account })),
    known(accountMd5Counter, () => ({ uuid: id.account, md5: 'x' })),
    known(accountUserAdd, () => ({ uuid: id.account, user_id: world.stranger.user_id })),
    known(accountUserSet, () => ({
      uuid: id.account,
      user_id: world.owner.user_id,
      event_share: 0 as const,
    })),
    known(accountUserGet, () => ({ uuid: id.account, user_id: world.owner.user_id })),
    known(accountUserDelete, () => ({ uuid: id.account, user_id: world.owner.user_id })),
    known(accountUserList, () => ({ uuid: id.account })),
    known(accountVanityAdd, () => ({ account_id: id.account, vanity: 'x' })),
    known(accountVanityGet, () => ({ account_id: id.account, vanity: 'secret' })),
    known(accountVanitySet, () => ({ account_id: id.account, vanity: 'secret', sort_order: 1 })),
    known(accountVanityList, () => ({ account_id: id.account })),
    known(accountVanityDelete, () => ({ account_id: id.account, vanity: 'secret' })),
    known(accountUserReportLogin, () => ({ uuid: id.account })),
    known(accountLinkKeyGet, () => ({ uuid: id.account })),
    known(accountLinkKeyReset, () => ({ uuid: id.account })),
    known(accountLinkKeyDelete, () => ({ uuid: id.account })),
    known(accountConnect, () => ({ uuid: id.account, code: 'x' })),
    known(accountPayment, () => ({ account_id: id.account })),
    known(userTokenReset, () => ({ uuid: world.owner.user_id, account_id: id.account })),
    known(userSessionEnd, () => ({ uuid: id.session })),
    known(userDeviceDelete, () => ({ uuid: id.session })),
    known(userJoinRequest, () => ({ account_id: id.account })),
    known(userJoinAnswer, () => ({ uuid: id.join, accept: 1 as const })),
    known(accountSsoGet, () => ({ account_id: id.account })),
    known(accountSsoOidcSet, () => ({ account_id: id.account, label: 'x' })),
    known(accountSsoSamlSet, () => ({ account_id: id.account, label: 'x' })),
    known(accountSsoTest, () => ({ account_id: id.account, kind: 'oidc' })),
    known(accountSamlRoleList, () => ({ account_id: id.account })),
    known(accountSamlRoleSet, () => ({ account_id: id.account, saml_role: 'x', delete: 1 as const })),
    known(accountCanShare, () => rule(id.account)),
    known(accountCanShareStop, () => rule(id.account)),
    known(accountCanShareList, () => ({ account_id: id.account })),
    known(userAdd, () => ({
      account_id: id.account,
      first: 'x',
      last: 'x',
      password: 'correct-horse-42',
      email: 'new@example.org',
    })),
    known(userInvite, () => ({ account_id: id.account, email: 'new@example.org', link: '/invite/' })),
    known(userWelcome, () => ({ account_id: id.account, email: world.owner.email, link: '/password/reset' })),
    known(userLogout, () => ({ uuid: world.owner.user_id })),
    known(userEnable, () => ({ uuid: world.owner.user_id, disable: 1 as const })),
    known(userEvent, () => ({ namespace_id: id.namespace })),
    known(userEventSet, () => ({ namespace_id: id.namespace, event_share: 0 as const })),
  ]
}
