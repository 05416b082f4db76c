import { type LookupAddress, lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Agent, fetch, type Response as UndiciResponse } from 'undici'
import type { Configuration } from './configuration.ts'
import { isInNetworks } from './networks.ts'

/**
 * Requests to addresses that an account's administrator has named. They go to the internet alone: what only this machine
 * or its network can reach is refused when the connection is made, to whatever a name has resolved by then.
 * COLLIMATE_INTERNAL_NETWORKS names what is let through.
 */

/** IANA's special-purpose registries: what is not globally reachable. */
const V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
const V6 = [
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]

const internal = new BlockList()
for (const [networks, family] of [
  [V4, 'ipv4'],
  [V6, 'ipv6'],
] as const)
  for (const network of networks) {
    const [base = '', prefix] = network.split('/')
    internal.addSubnet(base, Number(prefix), family)
  }

/** The address is none that this server goes to. */
export class AddressRefused extends Error {}

/** An IPv6 address that holds an IPv4 one is that one. */
function plainAddress(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  if (mapped) return mapped
  const [, high, low] = /^(?:0*:)*:?ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(bare) ?? []
  if (!high || !low) return bare
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}

/** May the server connect to this address because somebody has named it? */
export function isOutward(address: string, allowed: readonly string[]): boolean {
  const plain = plainAddress(address)
  const family = isIP(plain)
  if (family === 0) return false
  return !internal.check(plain, family === 6 ? 'ipv6' : 'ipv4') || isInNetworks(plain, allowed)
}

/** Why a request failed, for the administrator who tries it. */
export const failureOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

const refusal = (host: string) => new AddressRefused(`${host} is an internal address`)

/** Resolves a name, and refuses it where one of its addresses is internal. */
const guardedLookup =
  (allowed: readonly string[]): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const [first] = addresses ?? []
      if (error || !first) callback(error ?? new Error(`${hostname} has no address`), '', 0)
      else if (!addresses.every(({ address }) => isOutward(address, allowed)))
        callback(refusal(hostname), '', 0)
      else if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }

const agents = new WeakMap<Configuration, Agent>()

function agentOf(configuration: Configuration): Agent {
  const known = agents.get(configuration)
  if (known) return known
  const agent = new Agent({ connect: { lookup: guardedLookup(configuration.internal_networks) } })
  agents.set(configuration, agent)
  return agent
}

export interface OutwardRequest {
  method?: string
  headers?: Record<string, string>
  /** A form or text. */
  body?: unknown
  redirect?: 'error' | 'follow' | 'manual'
  signal?: AbortSignal | undefined
}

/** What such an address may answer. */
const LARGEST = 4 * 1024 * 1024

/** The answer's body, as far as it is taken. */
async function bodyOf(answer: UndiciResponse): Promise<Buffer<ArrayBuffer> | null> {
  if (!answer.body) return null
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of answer.body) {
    size += piece.length
    if (size > LARGEST) throw new AddressRefused('the answer is too large')
    pieces.push(piece)
  }
  return size === 0 ? null : Buffer.concat(pieces)
}

/** `fetch` for such addresses. Rejects with AddressRefused, as such or as the cause. */
export async function outwardFetch(
  configuration: Configuration,
  url: string,
  { body, signal, ...options }: OutwardRequest = {},
): Promise<Response> {
  const { hostname } = new URL(url)
  // An address needs no looking up.
  if (isIP(plainAddress(hostname)) !== 0 && !isOutward(hostname, configuration.internal_networks))
    throw refusal(hostname)
  const answer = await fetch(url, {
    ...options,
    ...(signal ? { signal } : {}),
    ...(body === undefined || body === null ? {} : { body: String(body) }),
    dispatcher: agentOf(configuration),
  })
  return new Response(await bodyOf(answer), { status: answer.status, headers: [...answer.headers] })
}
