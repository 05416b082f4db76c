import { expect, test } from 'vitest'
import { firstPart, parameterOf } from './multipart.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const TYPE = 'multipart/related; type="application/octet-stream"; boundary="a-b"'
const text = (part: Uint8Array) => String.fromCharCode(...part)

test('the first part and its own media type', () => {
  const answer = bytes(
    '--a-b\r\nContent-Type: image/jls; transfer-syntax=1.2.840.10008.1.2.4.80\r\n\r\nab\r\n\r\n-c\r\n--a-b--\r\n',
  )
  const part = firstPart(TYPE, answer)
  expect(text(part.bytes)).toBe('ab\r\n\r\n-c')
  expect(parameterOf(part.contentType, 'transfer-syntax')).toBe('1.2.840.10008.1.2.4.80')
})

test('a length in the part’s header is taken at its word: pixels may look like a boundary', () => {
  const answer = bytes('--a-b\r\nContent-Length: 9\r\n\r\nx\r\n--a-by\r\n--a-b--')
  expect(text(firstPart(TYPE, answer).bytes)).toBe('x\r\n--a-by')
})

test('an answer that is no multipart is its own part', () => {
  expect(text(firstPart('application/octet-stream', bytes('abc')).bytes)).toBe('abc')
})

test('an answer cut short is refused', () => {
  expect(() => firstPart(TYPE, bytes('--a-b\r\nContent-Type: x'))).toThrow('no part')
  expect(() => firstPart(TYPE, bytes('--a-b\r\n\r\n\r\nabc'))).toThrow('does not end')
  expect(() => firstPart(TYPE, bytes('--a-b\r\nContent-Length: 99\r\n\r\nabc'))).toThrow('does not end')
})
