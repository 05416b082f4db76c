import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbeddedPostgres } from '#server/db/embedded.ts'
import type { Target } from './load.ts'

/** The servers that are measured, each started fresh on a scratch folder. */

export interface Started {
  dicomweb: Target
  pids: number[]
  stop(): Promise<void>
}

export interface OurServer extends Started {
  api: Target
  databaseUrl: string
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

async function until(what: string, ready: () => Promise<boolean>, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    if (await ready().catch(() => false)) return
    await new Promise((done) => setTimeout(done, 200))
  }
  throw new Error(`${what} did not start within ${seconds} s`)
}

const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('exit', () => resolve()))

/** Who signs in to the measured server. */
export const BENCH_LOGIN = { email: 'bench@localhost.localdomain', password: 'bench-password-1' }

/** This project, on a database of its own. */
export async function startOurs(scratch: string): Promise<OurServer> {
  const data = join(scratch, 'collimate')
  await mkdir(data, { recursive: true })
  const postgres = await startEmbeddedPostgres(data)
  const port = await freePort()
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/server/main.ts', import.meta.url))], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      COLLIMATE_DATA: data,
      DATABASE_URL: postgres.url,
      COLLIMATE_ADMIN_EMAIL: BENCH_LOGIN.email,
      COLLIMATE_ADMIN_PASSWORD: BENCH_LOGIN.password,
      COLLIMATE_DEMO: '0',
    },
  })
  const base = `http://127.0.0.1:${port}`
  await until('Collimate', async () => (await fetch(`${base}/readyz`)).ok, 60)
  const login = await fetch(`${base}/api/v3/session/login`, {
    method: 'POST',
    body: new URLSearchParams({ login: BENCH_LOGIN.email, password: BENCH_LOGIN.password }),
  })
  const answer: unknown = await login.json()
  const sid = typeof answer === 'object' && answer !== null && 'sid' in answer ? String(answer.sid) : ''
  const headers = { 'x-ambrahealth-sid': sid }
  const postmaster = Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  return {
    dicomweb: { name: 'Collimate', base: `${base}/dicomweb`, headers },
    api: { name: 'Collimate', base: `${base}/api/v3`, headers },
    databaseUrl: postgres.url,
    pids: [child.pid ?? 0, postmaster],
    async stop() {
      child.kill('SIGTERM')
      await gone(child)
      await postgres.stop()
    },
  }
}

const ORTHANC = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc'].find(existsSync)
const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so'

/** Orthanc with its DICOMweb plugin, as its Debian packages have it; nothing where they are not installed. */
export async function startOrthanc(scratch: string): Promise<Started | undefined> {
  if (!ORTHANC || !existsSync(PLUGIN)) return undefined
  const folder = join(scratch, 'orthanc')
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  // What Orthanc ships with, written out because it decides what is compared.
  const configuration = {
    Name: 'bench',
    StorageDirectory: 'data',
    IndexDirectory: 'data',
    Plugins: [PLUGIN],
    HttpPort: port,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    DicomServerEnabled: false,
    StorageCompression: false,
    SyncStorageArea: true,
    OverwriteInstances: false,
    KeepAlive: true,
    LimitFindResults: 0,
    DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: true },
  }
  await writeFile(join(folder, 'orthanc.json'), JSON.stringify(configuration))
  const child = spawn(ORTHANC, ['orthanc.json'], { cwd: folder, stdio: 'ignore' })
  const base = `http://127.0.0.1:${port}/dicom-web`
  await until('Orthanc', async () => (await fetch(`${base}/studies`)).ok, 30)
  return {
    dicomweb: { name: 'Orthanc', base, headers: {} },
    pids: [child.pid ?? 0],
    async stop() {
      child.kill('SIGTERM')
      await gone(child)
    },
  }
}

/** Memory of processes and their descendants in MB, shared pages counted once (Linux; elsewhere nothing). */
export function memoryOf(pids: readonly number[]): number | undefined {
  let total = 0
  const queue = [...pids]
  while (queue.length > 0) {
    const pid = queue.shift()
    try {
      total +=
        Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024
      queue.push(
        ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
          .trim()
          .split(' ')
          .filter(Boolean)
          .map(Number),
      )
    } catch {
      if (pids.includes(pid ?? 0)) return undefined
    }
  }
  return Math.round(total)
}
