import { existsSync, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { OPENING_ID, type Opening, openedStudy } from '#contract/study/opening.ts'
import { isUuid } from '#contract/value.ts'
import { Refusal, Unauthenticated } from '../refusal.ts'
import type { Services } from '../services.ts'
import { readingActor } from './dicomweb/caller.ts'
import { openingOf } from './opening.ts'

const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url))

interface Elsewhere {
  scripts: readonly string[]
  styles?: readonly string[]
  frames: readonly string[]
  connections: readonly string[]
}

/**
 * Scripts and styles come from here alone; decoders are WebAssembly and run in workers. `elsewhere` is what a page may
 * ask for beside.
 */
const contentSecurity = ({ scripts, styles = [], frames, connections }: Elsewhere) =>
  [
    "default-src 'self'",
    ["script-src 'self' 'wasm-unsafe-eval' blob:", ...scripts].join(' '),
    ["frame-src 'self'", ...frames].join(' '),
    "worker-src 'self' blob:",
    ["style-src 'self' 'unsafe-inline'", ...styles].join(' '),
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    ["connect-src 'self' ws: wss: blob: data:", ...connections].join(' '),
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ')

const CONTENT_SECURITY = contentSecurity({ scripts: [], frames: [], connections: [] })

/** Where a link is paid for and where people enter their own card. Nothing but these pages asks for anything elsewhere: cards are entered in Stripe's frames. */
const PAYMENT = /^\/(link\/[^/]+\/pay|card)\/?$/
const STRIPE = ['https://js.stripe.com', 'https://*.js.stripe.com']
const PAYMENT_SECURITY = contentSecurity({
  scripts: STRIPE,
  frames: [...STRIPE, 'https://hooks.stripe.com'],
  connections: ['https://api.stripe.com'],
})

/** Where an administrator shows that they are a human being: the riddle is its service's, and in frames of it. */
const RIDDLE = /^\/admin\/templates\/sending\/?$/
const riddleSecurity = (sources: readonly string[]) =>
  contentSecurity({ scripts: sources, styles: sources, frames: sources, connections: sources })

const SAFE = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'same-origin'],
] as const

const builtFiles = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).optional(),
    css: z.array(z.string()).optional(),
  }),
)

/**
 * The styles and scripts that a page will ask for once the one before them runs, as a Link header: a browser asks for them at once,
 * and they come side by side.
 */
function scriptsOf(...entries: string[]): string | undefined {
  const manifest = `${DIST}.vite/manifest.json`
  if (!existsSync(manifest)) return undefined
  const files = builtFiles.parse(JSON.parse(readFileSync(manifest, 'utf8')))
  const wanted = new Set<string>()
  const want = (name: string): void => {
    if (wanted.has(name)) return
    wanted.add(name)
    for (const other of files[name]?.imports ?? []) want(other)
  }
  for (const entry of entries) want(entry)
  const chunks = [...wanted].flatMap((name) => files[name] ?? [])
  const styles = new Set(chunks.flatMap(({ css = [] }) => css))
  return [
    ...[...styles].map((file) => `</${file}>; rel=preload; as=style; crossorigin`),
    ...chunks.map(({ file }) => `</${file}>; rel=modulepreload; crossorigin`),
  ].join(', ')
}

/** JSON that stands in HTML: nothing in it ends the element. */
const inPage = (opening: Opening): string =>
  `<script type="application/json" id="${OPENING_ID}">${JSON.stringify(opening).replaceAll('<', '\\u003c')}</script>`

/** Where the images are that this page opens; nothing for whoever may not see them, to whom the viewer says why. */
async function openingFor(
  request: FastifyRequest,
  services: Services,
  uuid: string,
): Promise<Opening | undefined> {
  if (!isUuid(uuid)) return undefined
  try {
    return await openingOf(services, await readingActor(request, services), uuid)
  } catch (error) {
    if (!(error instanceof Unauthenticated || error instanceof Refusal))
      services.log.error({ path: 'page', err: error }, 'a page without its opening')
    return undefined
  }
}

/** The page, with where the images are at its end: scripts that its head and header name are on their way by then. */
async function* viewerPage(html: string, opening: Promise<Opening | undefined>): AsyncGenerator<string> {
  const end = html.lastIndexOf('</body>')
  yield html.slice(0, end)
  const found = await opening
  yield `${found ? inPage(found) : ''}${html.slice(end)}`
}

const SERVICES = /^\/(api|host|dicomweb|healthz|readyz|metrics)(\/|\?|$)/

/** The web application: hashed assets are kept for a year, every other path is the page itself. */
export async function pageRoutes(
  app: FastifyInstance,
  services: Services,
  { takesCards, riddles }: { takesCards: boolean; riddles: readonly string[] | undefined },
): Promise<void> {
  const built = existsSync(`${DIST}index.html`)
  const everyPage = built ? scriptsOf('src/web/app/main.tsx') : undefined
  const viewer = built ? scriptsOf('src/web/app/main.tsx', 'src/web/app/ViewerRoute.tsx') : undefined
  const html = built ? readFileSync(`${DIST}index.html`, 'utf8') : ''
  if (built) {
    await app.register(fastifyStatic, {
      root: DIST,
      wildcard: false,
      preCompressed: true,
      setHeaders: (reply, sent) => {
        const path = sent.replace(/\.(br|gz)$/, '')
        for (const [name, value] of SAFE) reply.header(name, value)
        if (path.endsWith('.html')) {
          reply.header('content-security-policy', CONTENT_SECURITY)
          reply.header('cache-control', 'no-cache')
        } else if (path.includes('/assets/'))
          reply.header('cache-control', 'public, max-age=31536000, immutable')
        // The library is loaded by pages of others.
        if (path.includes('/cloud-api/')) reply.header('access-control-allow-origin', '*')
      },
    })
  }
  const others: readonly (readonly [RegExp, string])[] = [
    ...(takesCards ? [[PAYMENT, PAYMENT_SECURITY] as const] : []),
    ...(riddles ? [[RIDDLE, riddleSecurity(riddles)] as const] : []),
  ]
  if (others.length > 0)
    app.addHook('onSend', async (request, reply) => {
      const [path = ''] = request.url.split('?', 1)
      const [, policy] = others.find(([page]) => page.test(path)) ?? []
      if (policy && reply.hasHeader('content-security-policy'))
        reply.header('content-security-policy', policy)
    })
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    // A UID in a link's query ends like the name of a file.
    const [path = ''] = request.url.split('?', 1)
    const wantsPage = request.method === 'GET' && !SERVICES.test(path) && !/\.\w{1,5}$/.test(path)
    if (wantsPage && built) {
      const opened = openedStudy(path)
      const scripts = opened ? viewer : everyPage
      if (scripts) reply.header('link', scripts)
      if (opened === undefined) return reply.sendFile('index.html')
      for (const [name, value] of SAFE) reply.header(name, value)
      reply.header('content-security-policy', CONTENT_SECURITY)
      const opening = openingFor(request, services, opened)
      return reply
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(Readable.from(viewerPage(html, opening)))
    }
    return reply.code(404).send({ status: 'ERROR', error_type: 'NOT_FOUND' })
  })
}
