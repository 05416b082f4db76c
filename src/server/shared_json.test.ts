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
  const { body } = jsonBody(answer)
  expect(Buffer.isBuffer(body)).toBe(true)
  expect(body.toString()).toBe(JSON.stringify(plain))
  // Whoever else writes it, reads it or takes it apart has the object itself.
  expect(JSON.stringify(answer)).toBe(JSON.stringify(plain))
  expect({ ...sharedJson(rights) }).toEqual(rights)
  expect(sharedJson(rights)).toBe(sharedJson(rights))
})

test('more objects than ten keep their places', () => {
  const rights = Array.from({ length: 25 }, (_, n) => ({ n, text: 'x'.repeat(n) }))
  const body = jsonBody({ rows: [...rights, ...rights].map(sharedJson) }).body
  expect(body.toString()).toBe(JSON.stringify({ rows: [...rights, ...rights] }))
})

test('an answer without such objects is text', () => {
  expect(jsonBody({ status: 'OK', marks: '"0"' }).body).toBe('{"status":"OK","marks":"\\"0\\""}')
})

test('the memory of an answer serves another one once it is sent, and not before', () => {
  const answer = (n: number) => jsonBody({ n, rights: sharedJson({ of: n, text: 'y'.repeat(5000) }) })
  const first = answer(1)
  const second = answer(2)
  expect(first.body.toString()).toContain('"of":1')
  expect(second.body.toString()).toContain('"of":2')
  first.sent?.()
  const third = answer(3)
  const fourth = answer(4)
  expect(second.body.toString()).toContain('"of":2')
  expect(third.body.toString()).toContain('"of":3')
  expect(fourth.body.toString()).toContain('"of":4')
  const memory = ({ body }: { body: string | Buffer }) => (typeof body === 'string' ? undefined : body.buffer)
  expect(memory(third)).toBe(memory(first))
  expect(new Set([second, third, fourth].map(memory)).size).toBe(3)
})
