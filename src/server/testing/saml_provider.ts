import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import samlp from 'samlp'

/** An identity provider that answers requests with whatever assertion a test wants, signed or not. */

export interface Keys {
  key: string
  cert: string
}

/** A key and a certificate of its own for a year. */
export function selfSigned(): Keys {
  const folder = mkdtempSync(join(tmpdir(), 'collimate-saml-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '365',
        '-subj',
        '/CN=idp',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    )
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const bareCertificate = ({ cert }: Keys): string =>
  cert.replaceAll(/-----[A-Z ]+-----/g, '').replaceAll(/\s+/g, '')

export const identityMetadata = (issuer: string, entry_point: string, keys: Keys): string =>
  `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${issuer}">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
      <X509Certificate>${bareCertificate(keys)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${entry_point}"/>
  </IDPSSODescriptor></EntityDescriptor>`

export interface Assertion {
  issuer: string
  audience: string
  recipient: string
  inResponseTo: string
  nameID: string
  attributes: Readonly<Record<string, string | readonly string[]>>
  lifetimeInSeconds?: number
  signAssertion?: boolean
}

/** The response, Base64 as it is posted. */
export function samlResponse(keys: Keys, assertion: Assertion): Promise<string> {
  const { nameID, attributes, ...said } = assertion
  return new Promise((resolve, reject) =>
    samlp.getSamlResponse(
      {
        ...said,
        ...keys,
        destination: said.recipient,
        signatureAlgorithm: 'rsa-sha256',
        digestAlgorithm: 'sha256',
        profileMapper: () => ({
          getClaims: () => attributes,
          getNameIdentifier: () => ({
            nameIdentifier: nameID,
            nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
          }),
        }),
      },
      {},
      (error, response) => {
        if (error) reject(error)
        else resolve(Buffer.from(response).toString('base64'))
      },
    ),
  )
}

/** Serves one text at every address. */
export async function serveText(text: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((_request, response) => response.end(text))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/metadata`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

export interface SamlProvider {
  /** Its entity id. */
  issuer: string
  metadata_url: string
  close(): Promise<void>
}

const attributeOf = (xml: string, name: string) => new RegExp(`${name}="([^"]+)"`).exec(xml)?.[1] ?? ''

/** An identity provider for a browser: its metadata, and a page on which people choose who they are. */
export async function startSamlProvider(
  people: readonly { email: string; givenName: string; sn: string }[],
): Promise<SamlProvider> {
  const keys = selfSigned()
  const issuer = 'https://idp.north.example'
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://provider')
    if (url.pathname === '/metadata') {
      response.end(identityMetadata(issuer, `${origin()}/sso`, keys))
      return
    }
    if (url.pathname !== '/sso') {
      // A browser asks for a picture of the page too.
      response.writeHead(404).end()
      return
    }
    const deflated = Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')
    const asked = inflateRawSync(deflated).toString()
    const recipient = attributeOf(asked, 'AssertionConsumerServiceURL')
    const audience = /<(?:\w+:)?Issuer[^>]*>([^<]+)</.exec(asked)?.[1] ?? ''
    const forms = people.map(async (person) => {
      const SAMLResponse = await samlResponse(keys, {
        issuer,
        audience,
        recipient,
        inResponseTo: attributeOf(asked, ' ID'),
        nameID: person.email,
        attributes: person,
      })
      const RelayState = url.searchParams.get('RelayState') ?? ''
      return `<form method="post" action="${recipient}">
        <input type="hidden" name="SAMLResponse" value="${SAMLResponse}">
        <input type="hidden" name="RelayState" value="${RelayState}">
        <button>Sign in as ${person.email}</button></form>`
    })
    void Promise.all(forms).then((shown) =>
      response
        .setHeader('content-type', 'text/html')
        .end(`<!doctype html><title>Hospital</title><h1>Hospital</h1>${shown.join('')}`),
    )
  })
  const origin = () => {
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    issuer,
    metadata_url: `${origin()}/metadata`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
