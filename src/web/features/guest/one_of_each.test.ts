import { expect, test } from 'vitest'
import { oneOfEach } from './one_of_each.ts'

test('a study that was shared is listed once, as the place has it that stores it', () => {
  const place = (uuid: string, study_uid: string, phi_namespace: string) => ({
    uuid,
    study_uid,
    storage_namespace: 'home',
    phi_namespace,
  })
  const listed = [
    place('a', '1.1', 'group'),
    place('b', '1.2', 'home'),
    place('c', '1.1', 'home'),
    place('d', '1.1', 'location'),
  ]
  expect(oneOfEach(listed).map(({ uuid }) => uuid)).toEqual(['c', 'b'])
})

test('copies in different stores are different studies', () => {
  const copies = ['one', 'other'].map((store) => ({
    study_uid: '1.1',
    storage_namespace: store,
    phi_namespace: store,
  }))
  expect(oneOfEach(copies)).toEqual(copies)
})
