import { execFile } from 'node:child_process'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { homedir } from 'node:os'
import { extname, join, normalize, sep } from 'node:path'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'

/**
 * OHIF from its npm package, over our DICOMweb, on one origin: another viewer that has to work, and the peer that ours
 * is measured beside. The package is large and is no dependency: `npm run ohif` fetches it once.
 */

export const OHIF = '3.13.2'
const CACHE = join(homedir(), '.cache', 'collimate', `ohif-${OHIF}`)
const run = promisify(execFile)

/** The folder of the built viewer; undefined where it was not fetched. */
export function ohifFolder(): string | undefined {
  const folder = join(CACHE, 'package', 'dist')
  return existsSync(join(folder, 'index.html')) ? folder : undefined
}

/** Fetches the package, unless it is there. */
export async function fetchOhif(): Promise<string> {
  const there = ohifFolder()
  if (there) return there
  const making = `${CACHE}.${process.pid}`
  await mkdir(making, { recursive: true })
  await run('npm', ['pack', `@ohif/app@${OHIF}`, '--silent'], {
    cwd: making,
    shell: process.platform === 'win32',
  })
  await run('tar', ['xzf', `ohif-app-${OHIF}.tgz`], { cwd: making })
  await rm(CACHE, { recursive: true, force: true })
  await rename(making, CACHE)
  return join(CACHE, 'package', 'dist')
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}
const PACKED = new Set(['.html', '.js', '.css', '.json', '.wasm', '.svg'])
/** Its volumes are shared between threads, which browsers allow isolated pages only. */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** What its own configuration is overruled by: one data source, nothing that pops up over the image. */
const configuration = (root: string) =>
  `\n;Object.assign(window.config, ${JSON.stringify({
    showStudyList: true,
    investigationalUseDialog: { option: 'never' },
    defaultDataSourceName: 'collimate',
    dataSources: [
      {
        namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
        sourceName: 'collimate',
        configuration: {
          friendlyName: 'Collimate',
          name: 'collimate',
          qidoRoot: root,
          wadoRoot: root,
          wadoUriRoot: root,
          qidoSupportsIncludeField: true,
          imageRendering: 'wadors',
          thumbnailRendering: 'wadors',
          enableStudyLazyLoad: true,
          supportsFuzzyMatching: true,
          supportsWildcard: true,
          supportsStow: true,
          bulkDataURI: { enabled: true, relativeResolution: 'studies' },
        },
      },
    ],
  })});`

export interface OhifOptions {
  folder: string
  /** Where our server is, without a path. */
  base: string
  /** Sent along with everything that goes to our server. */
  authorization: string
}

function file(folder: string, pathname: string): string {
  const wanted = normalize(join(folder, decodeURIComponent(pathname)))
  const inside = wanted.startsWith(folder + sep) && existsSync(wanted) && statSync(wanted).isFile()
  // Its routes are paths without a file.
  return inside ? wanted : join(folder, 'index.html')
}

/** Serves the viewer and, under `/dicomweb`, our server. Answers its address and the way to end it. */
export async function serveOhif({
  folder,
  base,
  authorization,
}: OhifOptions): Promise<{ url: string; close: () => Promise<void> }> {
  const agent = new Agent({ maxSockets: 64 })

  const forward = (given: IncomingMessage, answer: ServerResponse) => {
    const { host: _host, connection: _connection, ...headers } = given.headers
    const asked = request(
      `${base}${given.url}`,
      { method: given.method, agent, headers: { ...headers, host: given.headers.host, authorization } },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers)
        got.pipe(answer)
      },
    )
    asked.on('error', () => answer.destroy())
    answer.on('close', () => asked.destroy())
    given.pipe(asked)
  }

  const send = async (given: IncomingMessage, answer: ServerResponse) => {
    const { pathname } = new URL(given.url ?? '/', 'http://any')
    const path = file(folder, pathname)
    const kind = extname(path)
    const packed = PACKED.has(kind) && String(given.headers['accept-encoding']).includes('gzip')
    answer.writeHead(200, {
      ...ISOLATED,
      'content-type': TYPES[kind] ?? 'application/octet-stream',
      'cache-control': /\.[0-9a-f]{16,}\./.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(packed ? { 'content-encoding': 'gzip' } : {}),
    })
    const out = packed ? createGzip() : undefined
    out?.pipe(answer)
    const into = out ?? answer
    if (pathname === '/app-config.js')
      into.end(`${await readFile(path, 'utf8')}${configuration(`http://${given.headers.host}/dicomweb`)}`)
    else createReadStream(path).pipe(into)
  }

  const server = createServer((given, answer) => {
    if (given.url?.startsWith('/dicomweb')) forward(given, answer)
    else send(given, answer).catch(() => answer.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
