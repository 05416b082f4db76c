import { expect, test } from 'vitest'
import { postDicomCloudApi } from '#cloud-api/main.ts'
import { GROUPS, kindOf } from './methods.ts'

const methods = GROUPS.flatMap((group) => group.methods)

test('the page runs every method of the library, with as many arguments as it has', () => {
  expect(methods).toHaveLength(52)
  const api = new postDicomCloudApi('', '')
  for (const { name, args } of methods) {
    const method: unknown = Reflect.get(api, name)
    if (typeof method !== 'function') throw new Error(`there is no ${name}`)
    // The uploads by share take one argument or two at their end.
    const open = name.startsWith('ShareFolderToUpload') ? 2 : 0
    expect([name, method.length], name).toEqual([name, args.length + 1 - open])
  }
})

test('an argument is asked for by what it is', () => {
  expect(
    ['userUuid', 'patientOrderInstitutionUuid', 'folderUuidList', 'expireDate', 'folderName'].map(kindOf),
  ).toEqual(['user', 'institution', 'list', 'date', 'text'])
})
