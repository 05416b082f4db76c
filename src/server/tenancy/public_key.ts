import { createPublicKey, type KeyObject } from 'node:crypto'

/** Public keys of users: RFC 4716, OpenSSH or PEM in, RFC 4716 or OpenSSH out. */

const field = (bytes: Buffer, at: number): { value: Buffer; next: number } => {
  const length = bytes.readUInt32BE(at)
  const end = at + 4 + length
  if (end > bytes.length) throw new Error('cut short')
  return { value: bytes.subarray(at + 4, end), next: end }
}

const base64url = (value: Buffer) => {
  let start = 0
  while (start < value.length - 1 && value[start] === 0) start++
  return value.subarray(start).toString('base64url')
}

/** The wire form of RFC 4253 §6.6 for RSA and of RFC 8709 for Ed25519. */
function fromWire(wire: Buffer): KeyObject {
  const kind = field(wire, 0)
  const name = kind.value.toString('latin1')
  if (name === 'ssh-rsa') {
    const e = field(wire, kind.next)
    const n = field(wire, e.next)
    return createPublicKey({
      key: { kty: 'RSA', e: base64url(e.value), n: base64url(n.value) },
      format: 'jwk',
    })
  }
  if (name === 'ssh-ed25519') {
    const x = field(wire, kind.next).value.toString('base64url')
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  }
  throw new Error('unknown kind of key')
}

function wireText(text: string): string | undefined {
  const openssh = /^(?:ssh-\S+)\s+([A-Za-z0-9+/=]+)/m.exec(text)?.[1]
  if (openssh) return openssh
  const block = /---- BEGIN SSH2 PUBLIC KEY ----([\s\S]+?)---- END SSH2 PUBLIC KEY ----/.exec(text)?.[1]
  if (!block) return undefined
  const lines = block.split(/\r?\n/)
  const body: string[] = []
  let header = false
  for (const line of lines) {
    if (header || /^[\w-]+:/.test(line)) header = line.endsWith('\\')
    else body.push(line.trim())
  }
  return body.join('')
}

/** Nothing when the text is no public key that we know. */
export function parsePublicKey(text: string): KeyObject | undefined {
  try {
    const wire = wireText(text)
    return wire ? fromWire(Buffer.from(wire, 'base64')) : createPublicKey(text)
  } catch {
    return undefined
  }
}

const block = (value: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(value.length)
  return Buffer.concat([length, value])
}
const positive = (value: Buffer) => ((value[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), value]) : value)

/** The key in the format that was asked for; as it was given when it cannot be said so. */
export function formatPublicKey(text: string, format: string | undefined): string {
  if (format === 'asis') return text
  const key = parsePublicKey(text)
  if (!key) return text
  const jwk = key.export({ format: 'jwk' })
  const parts =
    jwk.kty === 'RSA'
      ? [
          'ssh-rsa',
          positive(Buffer.from(jwk.e ?? '', 'base64url')),
          positive(Buffer.from(jwk.n ?? '', 'base64url')),
        ]
      : ['ssh-ed25519', Buffer.from(jwk.x ?? '', 'base64url')]
  const wire = Buffer.concat(parts.map((part) => block(Buffer.from(part)))).toString('base64')
  if (format === 'openssh') return `${String(parts[0])} ${wire}`
  const lines = wire.match(/.{1,70}/g) ?? []
  return ['---- BEGIN SSH2 PUBLIC KEY ----', ...lines, '---- END SSH2 PUBLIC KEY ----'].join('\n')
}
