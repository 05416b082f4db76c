import { expect, test } from 'vitest'
import { addressesIn } from './addresses.ts'

test('addresses are found in lists and CSV files, each once', () => {
  const csv =
    'Name;E-mail\n"Doe, Jane";jane@example.org\nRoe <roe@clinic.example>,JANE@example.org, nobody@, x@y'
  expect(addressesIn(csv)).toEqual(['jane@example.org', 'roe@clinic.example'])
  expect(addressesIn('')).toEqual([])
})
