import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { expect, test, vi } from 'vitest'
import { sessionLogin } from '#contract/session.ts'
import { answerCommands } from '../../testing/server.ts'
import { flatTexts, textsOf } from '../../testing/sources.ts'
import { SignInForm } from './SignInForm.tsx'

const texts = flatTexts(textsOf('en').get('app') ?? {})
const session = {
  sid: '',
  uuid: 'u1',
  name: 'Reader',
  training_todo: 0,
  terms_md5: null,
  privacy_md5: null,
  indicator_md5: null,
  is_proxy: 0,
}

const onDone = vi.fn()
const show = () =>
  render(
    <Tooltip.Provider>
      <SignInForm onDone={onDone} />
    </Tooltip.Provider>,
  )

const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } })

function signIn() {
  type('E-mail or user name', 'reader@example.com')
  type('Password', 'secret')
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
}

test.each(sessionLogin.errors)('%s is explained in words', async (token) => {
  answerCommands({ '/session/login': { http: 412, body: { error_type: token } } })
  show()
  signIn()
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toBe(texts.get(`refusal.${token === 'ONLY_ONE' ? 'VALIDATION_FAILED' : token}`))
  expect(alert.textContent).not.toContain(token)
  expect(onDone).not.toHaveBeenCalled()
})

test('nothing is sent while a field is empty', async () => {
  const sent = answerCommands({})
  show()
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findAllByText('Please fill this in')).toHaveLength(2)
  expect(sent).toEqual([])
})

test('a password that has to be changed is changed while signing in', async () => {
  const sent = answerCommands({
    '/session/login': ({ fields }) =>
      fields.new_password === undefined
        ? { http: 412, body: { error_type: 'PASSWORD_RESET' } }
        : { body: session },
  })
  show()
  signIn()
  await screen.findByLabelText('New password')
  type('New password', 'better22')
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  await waitFor(() => expect(onDone).toHaveBeenCalledWith('u1'))
  expect(sent.at(-1)?.fields).toEqual({
    login: 'reader@example.com',
    password: 'secret',
    new_password: 'better22',
  })
})

test('a session that owes a PIN asks for it; a wrong one is explained', async () => {
  answerCommands({
    '/session/login': { body: { ...session, pin_required: 1, pin_via: 'EMAIL' } },
    '/session/pin': ({ fields }) =>
      fields.pin === '1234' ? { body: {} } : { http: 412, body: { error_type: 'INVALID_PIN' } },
  })
  show()
  signIn()
  await screen.findByLabelText('PIN')
  type('PIN', '9999')
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }))
  expect((await screen.findByRole('alert')).textContent).toBe('This PIN is not right.')
  type('PIN', '1234')
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }))
  await waitFor(() => expect(onDone).toHaveBeenCalledWith('u1'))
})
