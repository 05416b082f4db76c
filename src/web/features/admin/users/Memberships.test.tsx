import { QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { beforeEach, expect, test } from 'vitest'
import { roleList } from '#contract/role.ts'
import { keyOf, queryClient } from '#web/api/query.ts'
import { ToastProvider } from '#web/ui/Toast.tsx'
import { answerCommands } from '../../../testing/server.ts'
import { AccountContext, type Administered } from '../account.ts'
import { Memberships } from './Memberships.tsx'

const account: Administered = {
  uuid: 'a1',
  name: 'Clinic',
  vanity: null,
  password_expire: null,
  session_expire: null,
  namespace_id: 'n1',
  must_approve: 0,
  must_approve_upload: 0,
  must_approve_harvest: 0,
  must_approve_move: 0,
  must_approve_copy: 0,
  no_share: 0,
  can_request: 0,
  share_code: null,
  share_description: null,
  share_settings: null,
  share_via_gateway: 0,
  hl7_template: null,
  search_threshold: null,
  css: null,
  vendor: null,
  client_code: null,
  role_id: null,
  role_name: null,
  site_management_account_id: null,
  settings: {},
  connected: 0,
}
const user = { user_id: 'u1', user_name: 'Reader' }
const north = { uuid: 'g1', name: 'North', role_id: 'r1', role_name: 'Reads' }
const group = (uuid: string, name: string) => ({
  uuid,
  name,
  namespace_id: `n-${uuid}`,
  must_approve: 0,
  must_approve_upload: 0,
  must_approve_harvest: 0,
  must_approve_move: 0,
  must_approve_copy: 0,
  no_share: 0,
  share_code: null,
  share_description: null,
  share_settings: null,
  hl7_template: null,
  search_threshold: null,
  role_id: null,
  role_name: null,
})
const role = (uuid: string, name: string, for_group: 0 | 1) => ({ uuid, name, for_group })

function show(permissions: Record<string, 0 | 1>, held = [north]) {
  queryClient.setQueryData(keyOf(roleList, { account_id: 'a1', 'page.rows': 1000 }), {
    roles: [role('r1', 'Reads', 1), role('r2', 'Leads', 1), role('r3', 'Elsewhere', 0)],
  })
  const sent = answerCommands({
    '/group/list': ({ fields }) => ({
      body: {
        groups:
          fields['page.number'] === '2'
            ? [group('g3', 'South')]
            : [group('g1', 'North'), group('g2', 'East')],
        page: { more: fields['page.number'] === '2' ? 0 : 1, rows: 100, number: 1 },
      },
    }),
    '/group/user/add': { body: {} },
    '/group/user/delete': { body: {} },
  })
  render(
    <QueryClientProvider client={queryClient}>
      <Tooltip.Provider>
        <ToastProvider>
          <AccountContext value={{ ...account, permissions }}>
            <Memberships kind="group" user={user} held={held} />
          </AccountContext>
        </ToastProvider>
      </Tooltip.Provider>
    </QueryClientProvider>,
  )
  return sent
}
const of = (sent: ReturnType<typeof show>, path: string) =>
  sent.filter((one) => one.path === path).map(({ fields }) => fields)

beforeEach(() => queryClient.clear())

test('a person is added to a found group with the role chosen', async () => {
  const sent = show({ group_edit: 1 })
  fireEvent.click(screen.getByRole('button', { name: 'Add to a group' }))
  const choice = within(await screen.findByRole('dialog', { name: 'Add to a group' }))
  await choice.findByRole('option', { name: 'East' })
  fireEvent.change(choice.getByPlaceholderText('Search'), { target: { value: '100%' } })
  await waitFor(() =>
    expect(of(sent, '/group/list').at(-1)).toMatchObject({ 'filter.name.like': '%100\\%%' }),
  )
  fireEvent.change(choice.getByLabelText('Role there'), { target: { value: 'r2' } })
  fireEvent.click(await choice.findByRole('option', { name: 'East' }))
  await waitFor(() =>
    expect(of(sent, '/group/user/add')).toEqual([{ uuid: 'g2', user_id: 'u1', role_id: 'r2' }]),
  )
})

test('the end of the list brings the next page', async () => {
  show({ group_edit: 1 })
  fireEvent.click(screen.getByRole('button', { name: 'Add to a group' }))
  await screen.findByRole('option', { name: 'East' })
  fireEvent.scroll(screen.getByRole('listbox'))
  await screen.findByRole('option', { name: 'South' })
})

test('the role in a group is changed to one that groups have', async () => {
  const sent = show({ group_edit: 1 })
  const choice = screen.getByLabelText('Role in North')
  expect(within(choice).queryByRole('option', { name: 'Elsewhere' })).toBeNull()
  fireEvent.change(choice, { target: { value: 'r2' } })
  await waitFor(() =>
    expect(of(sent, '/group/user/add')).toEqual([{ uuid: 'g1', user_id: 'u1', role_id: 'r2' }]),
  )
})

test('who is taken out stays until the way back is gone', async () => {
  const sent = show({ group_edit: 1 })
  fireEvent.click(screen.getByRole('button', { name: 'Take out of North' }))
  await screen.findByText('Reader is taken out of North.')
  const row = within(screen.getByRole('region', { name: 'Groups' }))
  fireEvent.click(row.getByRole('button', { name: 'Undo' }))
  expect(screen.getByLabelText('Role in North')).toHaveProperty('value', 'r1')
  // The page closes: nothing is leaving any more.
  window.dispatchEvent(new Event('pagehide'))
  expect(of(sent, '/group/user/delete')).toEqual([])

  fireEvent.click(screen.getByRole('button', { name: 'Take out of North' }))
  window.dispatchEvent(new Event('pagehide'))
  await waitFor(() => expect(of(sent, '/group/user/delete')).toEqual([{ uuid: 'g1', user_id: 'u1' }]))
  fireEvent.click(row.getByRole('button', { name: 'Undo' }))
})

test('who may not edit groups sees them only', () => {
  show({ group_edit: 0, location_edit: 1 })
  expect(screen.getByText('Reads')).toBeDefined()
  expect(screen.queryByRole('button')).toBeNull()
  expect(screen.queryByRole('combobox')).toBeNull()
})

test('many memberships are shown in steps', () => {
  const held = Array.from({ length: 120 }, (_, at) => ({ ...north, uuid: `g${at}`, name: `Group ${at}` }))
  show({ group_edit: 0 }, held)
  expect(
    screen.getAllByRole('listitem').filter(({ textContent }) => textContent?.startsWith('Group')),
  ).toHaveLength(50)
  fireEvent.click(screen.getByRole('button', { name: 'and 70 more' }))
  expect(screen.getByText('Group 99')).toBeDefined()
})
