import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import Provider from 'oidc-provider'

/** A real OpenID provider on this machine, whose people sign in with one click, or none. */

export interface OpenidPerson {
  sub: string
  email?: string
  email_verified?: boolean
  given_name?: string
  family_name?: string
  groups?: string[]
}

export interface OpenidProvider {
  issuer: string
  /** Who signs in without being asked; without one a page with a button a person is shown. */
  signsIn(person: OpenidPerson | undefined): void
  add(person: OpenidPerson): void
  close(): Promise<void>
}

export const OPENID_CLIENT = { client_id: 'collimate', client_secret: 'a-secret-of-the-client' }

export async function startOpenidProvider(
  redirect_uris: readonly string[],
  port = 0,
): Promise<OpenidProvider> {
  const people = new Map<string, OpenidPerson>()
  let automatic: OpenidPerson | undefined
  let serve: (request: IncomingMessage, response: ServerResponse) => void = () => undefined
  const server = createServer((request, response) => serve(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        ...OPENID_CLIENT,
        redirect_uris: [...redirect_uris],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: {
      openid: ['sub', 'groups'],
      email: ['email', 'email_verified'],
      profile: ['given_name', 'family_name'],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/people/${interaction.uid}` },
    findAccount: (_context, sub) => {
      const person = people.get(sub)
      return person && { accountId: sub, claims: async () => ({ ...person }) }
    },
    // Nobody is asked what the client may know.
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client?.clientId,
        accountId: context.oidc.session?.accountId,
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const callback = provider.callback()
  const interact = async (request: IncomingMessage, response: ServerResponse, url: URL) => {
    const chosen = url.searchParams.get('sub') ?? automatic?.sub
    if (chosen) {
      await provider.interactionFinished(request, response, { login: { accountId: chosen } })
      return
    }
    const buttons = [...people.values()].map(
      ({ sub, email }) => `<p><a href="${url.pathname}?sub=${sub}">Sign in as ${email ?? sub}</a></p>`,
    )
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>Hospital sign-in</title><h1>Hospital</h1>${buttons.join('')}`)
  }
  serve = (request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    if (!url.pathname.startsWith('/people/')) {
      void callback(request, response)
      return
    }
    interact(request, response, url).catch(() => {
      response.statusCode = 500
      response.end()
    })
  }
  return {
    issuer,
    signsIn(person) {
      automatic = person
      if (person) people.set(person.sub, person)
    },
    add(person) {
      people.set(person.sub, person)
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** What a browser does between leaving for the provider and coming back: the address that it comes back to. */
export async function walkThrough(start: string): Promise<URL> {
  const jar = new Map<string, string>()
  let at = start
  for (let step = 0; step < 10; step++) {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const equals = pair.indexOf('=')
      jar.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    const location = answer.headers.get('location')
    if (!location) throw new Error(`${at} answered ${answer.status} ${await answer.text()}`)
    const next = new URL(location, at)
    if (next.origin !== new URL(start).origin) return next
    at = next.href
  }
  throw new Error('the provider never sent the browser back')
}
