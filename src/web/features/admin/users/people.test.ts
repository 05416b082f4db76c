import { expect, test } from 'vitest'
import { isAddress, peopleIn } from './people.ts'

test('addresses are found in any list, each once', () => {
  const pasted = 'Doe, Jane <jane@example.org>; Roe <roe@clinic.example>,JANE@example.org, nobody@, x@y'
  expect(peopleIn(pasted).map(({ email }) => email)).toEqual(['jane@example.org', 'roe@clinic.example'])
  expect(peopleIn('')).toEqual([])
})

test('a CSV file with heads brings names and roles, whatever separates its columns', () => {
  const csv =
    'Nom;Prénom;E-mail;Rôle\n"Doe; Smith";Jane;Jane@example.org;Radiologist\n\nRoe;Ric;ric@example.org;\n'
  expect(peopleIn(csv)).toEqual([
    { email: 'jane@example.org', first: 'Jane', last: 'Doe; Smith', role: 'Radiologist' },
    { email: 'ric@example.org', first: 'Ric', last: 'Roe', role: '' },
  ])
})

test('a word, or two addresses in one cell, are no address', () => {
  expect(['ada@example.org', 'broken', 'a@example.org b@example.org', ''].map(isAddress)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
