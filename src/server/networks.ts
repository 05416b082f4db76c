import { BlockList, isIP } from 'node:net'

/** `195.114.80/24` means `195.114.80.0/24`. */
const padded = (address: string) =>
  address.includes(':') ? address : [...address.split('.'), '0', '0', '0'].slice(0, 4).join('.')

/** Is the address in one of the networks? An entry that is no network lets nobody in. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const family = (text: string) => (isIP(text) === 6 ? 'ipv6' : 'ipv4')
  const list = new BlockList()
  for (const network of networks) {
    const [base = '', bits] = network.split('/')
    const start = bits === undefined ? base : padded(base)
    const prefix = Number(bits ?? (isIP(start) === 6 ? 128 : 32))
    if (isIP(start) === 0 || !Number.isInteger(prefix) || prefix < 0) continue
    if (prefix <= (isIP(start) === 6 ? 128 : 32)) list.addSubnet(start, prefix, family(start))
  }
  return isIP(plain) !== 0 && list.check(plain, family(plain))
}
