import { parseDicom } from 'dicom-parser'
import { expect, test } from 'vitest'
import { anonymized, applyRule, NotAnonymized } from './anonymize.ts'

const sender = { email: 'doctor@example.org' }

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0))
const even = (text: string) => (text.length % 2 === 0 ? text : `${text} `)

/** An element in explicit or implicit little endian (PS3.5 §7.1). */
function element(group: number, number: number, vr: string, text: string, implicit = false): number[] {
  const value = ascii(even(text))
  const tag = [group & 255, group >> 8, number & 255, number >> 8]
  return implicit
    ? [...tag, value.length, 0, 0, 0, ...value]
    : [...tag, ...ascii(vr), value.length, 0, ...value]
}

function file(implicit = false): Blob {
  const syntax = implicit ? '1.2.840.10008.1.2' : '1.2.840.10008.1.2.1'
  const meta = element(0x0002, 0x0010, 'UI', syntax.length % 2 === 0 ? syntax : `${syntax}\0`)
  const one = (group: number, number: number, vr: string, text: string) =>
    element(group, number, vr, text, implicit)
  const body = [
    ...one(0x0008, 0x0018, 'UI', '1.2.3.4\0'),
    ...one(0x0009, 0x0010, 'LO', 'ACME'),
    ...one(0x0009, 0x1001, 'LO', 'Jane again'),
    ...one(0x0010, 0x0010, 'PN', 'Doe^Jane'),
    ...one(0x0010, 0x0020, 'LO', '4711'),
    ...one(0x0010, 0x4000, 'LT', 'lives next door'),
    ...one(0x0020, 0x0013, 'IS', '7'),
  ]
  return new Blob([new Uint8Array([...new Array(128).fill(0), ...ascii('DICM'), ...meta, ...body])])
}

const read = async (blob: Blob) => parseDicom(new Uint8Array(await blob.arrayBuffer()))

test.each([false, true])(
  'values change with their lengths and all else stays, implicit %s',
  async (implicit) => {
    const rules = {
      patient_name: 's/.*/Anonymous^Somebody^Else/',
      patientid: 's/^(.).*/X/',
      OTHER_INGRESS_TAGS: 's/.*//',
      ALL_PRIVATE_TAGS: 's/.*//',
    }
    const set = await read(await anonymized(file(implicit), rules, sender))
    expect(set.string('x00100010')).toBe('Anonymous^Somebody^Else')
    expect(set.string('x00100020')).toBe('X')
    expect(set.string('x00104000') ?? '').toBe('')
    expect((set.string('x00091001') ?? '').replaceAll('\0', '').trim()).toBe('')
    expect(set.string('x00080018')).toBe('1.2.3.4')
    expect(set.string('x00200013')).toBe('7')
  },
)

test('without a rule that matches the file is the same, byte for byte', async () => {
  const before = new Uint8Array(await file().arrayBuffer())
  const after = new Uint8Array(
    await (await anonymized(file(), { patient_name: 's/^Nobody//' }, sender)).arrayBuffer(),
  )
  expect(after).toEqual(before)
})

test('replacements name the sender, a hash or a new UUID; counters are refused', () => {
  expect(applyRule('s/.*/__USER_EMAIL__/', 'x', sender)).toBe('doctor@example.org')
  expect(applyRule('s/.*/__MD5_HASH__/', '4711', sender)).toBe('b52340b4de4566b804c9880aa0b4af5f')
  expect(applyRule('s/.*/__UUID__/', 'x', sender)).toMatch(/^[0-9a-f-]{36}$/)
  expect(() => applyRule('s/.*/__COUNTER-10__/', 'x', sender)).toThrow(NotAnonymized)
  expect(() => applyRule('delete it', 'x', sender)).toThrow(NotAnonymized)
})

test('what cannot be read is not sent', async () => {
  await expect(anonymized(new Blob(['no DICOM']), {}, sender)).rejects.toThrow(NotAnonymized)
})
