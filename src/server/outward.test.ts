import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfiguration } from './configuration.ts'
import { failureOf, isOutward, outwardFetch } from './outward.ts'

const provider = createServer((request, response) => {
  if (request.url === '/large') {
    response.end(Buffer.alloc(5 * 1024 * 1024))
    return
  }
  response.writeHead(200, { 'content-type': 'text/plain', 'x-asked': request.method })
  response.end('here')
})
let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  const address: string | AddressInfo | null = provider.address()
  port = typeof address === 'object' ? (address?.port ?? 0) : 0
})
afterAll(() => provider.close())

const closed = readConfiguration({})
const open = readConfiguration({ COLLIMATE_INTERNAL_NETWORKS: '127.0.0.0/8, ::1' })
const failed = (url: string, configuration = closed) =>
  outwardFetch(configuration, url).then(() => 'answered', failureOf)

test('only what the internet reaches is reached, however its address is written', () => {
  const internal = [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1%eth0',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '[::ffff:a00:1]',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'no address',
  ]
  expect(internal.filter((address) => isOutward(address, []))).toEqual([])
  const outward = ['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '::ffff:808:808']
  expect(outward.filter((address) => !isOutward(address, []))).toEqual([])
  expect(isOutward('10.1.2.3', ['10.0.0.0/8'])).toBe(true)
  expect(isOutward('10.1.2.3', ['10.2.0.0/16'])).toBe(false)
})

test('a connection to this machine is refused by its address and by whatever name leads to it', async () => {
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:7f00:1]'])
    expect(await failed(`http://${host}:${port}/`)).toContain('internal address')
  const answer = await outwardFetch(open, `http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' })
  expect([answer.status, answer.headers.get('x-asked'), await answer.text()]).toEqual([200, 'POST', 'here'])
  expect((await outwardFetch(open, `http://localhost:${port}/`)).status).toBe(200)
  expect(await failed(`http://127.0.0.1:${port}/large`, open)).toContain('too large')
})

test('networks that are let through are networks', () => {
  expect(open.internal_networks).toEqual(['127.0.0.0/8', '::1'])
  expect(() => readConfiguration({ COLLIMATE_INTERNAL_NETWORKS: 'the office' })).toThrow(
    'COLLIMATE_INTERNAL_NETWORKS',
  )
})
