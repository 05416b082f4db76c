import { expect, expectTypeOf, test } from 'vitest'
import type { postDicomCloudApi as Published } from '../../../../public/cloud-api/postDicomCloudApi.d.ts'
import { postDicomCloudApi } from '../../../cloud-api/main.ts'

/** The types that are published beside the library are those of the library. */

type Public<T> = { [K in keyof T]: T[K] }

test('the published types are the library’s', () => {
  expectTypeOf<Public<postDicomCloudApi>>().toEqualTypeOf<Public<Published>>()
})

test('the library has every method of PostDICOM’s', () => {
  const names: string[] = []
  for (let at = postDicomCloudApi.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at))
    names.push(...Object.getOwnPropertyNames(at).filter((name) => /^[A-Z]/.test(name)))
  expect(names).toHaveLength(52)
})
