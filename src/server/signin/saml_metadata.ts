import { DOMParser } from '@xmldom/xmldom'
import type { Configuration } from '../configuration.ts'
import { failureOf, outwardFetch } from '../outward.ts'
import { isProviderAddress } from './oidc.ts'

/** What an identity provider publishes of itself (SAML 2.0 metadata, `IDPSSODescriptor`). */

export interface IdentityProvider {
  issuer: string
  entry_point: string
  certificates: string[]
}

const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata'
const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#'
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const LARGEST = 1024 * 1024
const TIMEOUT_MS = 10_000

/** Nothing when the text is no metadata of an identity provider that takes requests by redirect. */
export function readMetadata(xml: string): IdentityProvider | undefined {
  if (xml.length > LARGEST || /<!DOCTYPE/i.test(xml)) return undefined
  let failed = false
  const fail = () => {
    failed = true
  }
  const parser = new DOMParser({ errorHandler: { warning: () => undefined, error: fail, fatalError: fail } })
  let document: Document
  try {
    document = parser.parseFromString(xml, 'text/xml')
  } catch {
    return undefined
  }
  if (failed || !document) return undefined
  const all = (name: string, namespace = METADATA, within: Document | Element = document) =>
    Array.from(within.getElementsByTagNameNS(namespace, name))
  const descriptor = all('IDPSSODescriptor')[0]
  const entity = all('EntityDescriptor').find((one) => all('IDPSSODescriptor', METADATA, one).length > 0)
  if (!descriptor || !entity) return undefined
  const service = all('SingleSignOnService', METADATA, descriptor).find(
    (one) => one.getAttribute('Binding') === REDIRECT,
  )
  const certificates = all('KeyDescriptor', METADATA, descriptor)
    .filter((key) => key.getAttribute('use') !== 'encryption')
    .flatMap((key) => all('X509Certificate', SIGNATURE, key))
    .map((certificate) => (certificate.textContent ?? '').replaceAll(/\s+/g, ''))
    .filter((certificate) => certificate !== '')
  const issuer = entity.getAttribute('entityID') ?? ''
  const entry_point = service?.getAttribute('Location') ?? ''
  if (issuer === '' || entry_point === '' || certificates.length === 0) return undefined
  return { issuer, entry_point, certificates: [...new Set(certificates)] }
}

export class MetadataUnreachable extends Error {}

/** Fetches and reads metadata; MetadataUnreachable says why that failed, for the administrator who asked. */
export async function fetchMetadata(url: string, configuration: Configuration): Promise<IdentityProvider> {
  if (!isProviderAddress(url, configuration)) throw new MetadataUnreachable('it must be a https address')
  const answer = await outwardFetch(configuration, url, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  }).catch((error: unknown) => {
    throw new MetadataUnreachable(failureOf(error))
  })
  if (!answer.ok) throw new MetadataUnreachable(`it answered ${answer.status}`)
  const found = readMetadata(await answer.text())
  if (!found) throw new MetadataUnreachable('it is no metadata of an identity provider')
  return found
}
