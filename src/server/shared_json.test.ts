import { expect, test } from 'vitest'
import { jsonBody, sharedJson } from './shared_json.ts'

test('an object that stands in many places is written as if it stood there alone', () => {
  const rights = { study_view: 1, name: 'Zoë "x" 山田', nested: { list: [1, null] } }
  const others = { study_view: 0 }
  const plain = {
    status: 'OK',
    rows: [rights, others, rights].map((permissions, n) => ({ n, permissions, é: 'ß' })),
  }
  const answer = {
    ...plain,
    rows: plain.rows.map((row) => ({ ...row, permissions: sharedJson(row.permissions) })),
  }
  const body = jsonBody(answer)
  expect(Buffer.isBuffer(body)).toBe(true)
  expect(body.toString()).toBe(JSON.stringify(plain))
  // Whoever else writes it, reads it or takes it apart has the object itself.
  expect(JSON.stringify(answer)).toBe(JSON.stringify(plain))
  expect({ ...sharedJson(rights) }).toEqual(rights)
  expect(sharedJson(rights)).toBe(sharedJson(rights))
})

test('more objects than ten keep their places', () => {
  const rights = Array.from({ length: 25 }, (_, n) => ({ n, text: 'x'.repeat(n) }))
  const body = jsonBody({ rows: [...rights, ...rights].map(sharedJson) })
  expect(body.toString()).toBe(JSON.stringify({ rows: [...rights, ...rights] }))
})

test('an answer without such objects is text', () => {
  expect(jsonBody({ status: 'OK', marks: '"0"' })).toBe('{"status":"OK","marks":"\\"0\\""}')
})

test('the memory is what the caller gives, all of it', () => {
  const asked: number[] = []
  const rights = sharedJson({ text: 'y'.repeat(5000), é: 1 })
  const body = jsonBody({ a: rights, b: rights }, (length) => {
    asked.push(length)
    return Buffer.alloc(length, '!')
  })
  expect(asked).toEqual([body.length])
  expect(JSON.parse(body.toString())).toEqual({
    a: { text: 'y'.repeat(5000), é: 1 },
    b: { text: 'y'.repeat(5000), é: 1 },
  })
})
