import { type Administered, allows } from './account.ts'

const PAGES = [
  { to: '/admin/overview', label: 'nav.overview', permission: 'account_view' },
  { to: '/admin/users', label: 'nav.users', permission: 'account_user_view' },
  { to: '/admin/places', label: 'nav.places', permission: 'group_view' },
  { to: '/admin/sites', label: 'nav.sites', permission: 'site_view' },
  { to: '/admin/roles', label: 'nav.roles', permission: 'role_view' },
  { to: '/admin/signin', label: 'nav.signin', permission: 'account_edit' },
  { to: '/admin/links', label: 'nav.links', permission: 'link_view' },
  { to: '/admin/fields', label: 'nav.fields', permission: 'customfield_view' },
  { to: '/admin/templates', label: 'nav.templates', permission: 'account_edit' },
  { to: '/admin/flags', label: 'nav.flags', permission: 'account_edit' },
  { to: '/admin/gateways', label: 'nav.gateways', permission: 'node_view' },
  { to: '/admin/branding', label: 'nav.branding', permission: 'account_edit' },
  { to: '/admin/terms', label: 'nav.terms', permission: 'account_edit' },
  { to: '/admin/api', label: 'nav.api', permission: 'account_edit' },
  { to: '/admin/access', label: 'nav.access', permission: 'account_user_view' },
  { to: '/admin/settings', label: 'nav.settings', permission: 'account_view' },
  { to: '/admin/namespaces', label: 'nav.namespaces', permission: 'account_view' },
  { to: '/admin/anonymisation', label: 'nav.anonymisation', permission: 'account_edit' },
  { to: '/admin/payments', label: 'nav.payments', permission: 'account_edit' },
  { to: '/admin/deleted', label: 'nav.deleted', permission: 'audit_view' },
  { to: '/admin/audit', label: 'nav.audit', permission: 'audit_view' },
] as const

/** The pages of the administration that an account opens to the reader, in their order. */
export const pagesOf = (account: Administered) =>
  PAGES.filter(({ permission }) => allows(account, permission))
