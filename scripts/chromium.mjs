/**
 * A Chromium for the end-to-end tests: one that is there, else Playwright's own download, else the system's package
 * manager. Node built-ins only.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { projectEnvironment, runModule } from './environment.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function onPath() {
  for (const folder of (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':')) {
    for (const name of NAMES) if (existsSync(join(folder, name))) return join(folder, name)
  }
  return undefined
}

const CACHE = {
  linux: join(homedir(), '.cache', 'ms-playwright'),
  darwin: join(homedir(), 'Library', 'Caches', 'ms-playwright'),
  win32: join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
}

const INSIDE = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
]

function downloaded() {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? CACHE[process.platform]
  if (!cache || !existsSync(cache)) return undefined
  for (const build of readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort()
    .reverse()) {
    for (const inside of INSIDE) if (existsSync(join(cache, build, inside))) return join(cache, build, inside)
  }
  return undefined
}

function installWithPackageManager() {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const commands = [
    ['apt-get', ['update', '-qq'], ['install', '-y', '-qq', 'chromium']],
    ['dnf', ['install', '-y', '-q', 'chromium']],
    ['apk', ['add', '--quiet', 'chromium']],
  ]
  for (const [program, ...calls] of commands) {
    if (spawnSync(program, ['--version'], { stdio: 'ignore' }).error) continue
    for (const args of calls) {
      const [first, ...rest] = [...sudo, program, ...args]
      spawnSync(first, rest, {
        stdio: ['ignore', 2, 2],
        env: { ...projectEnvironment(), DEBIAN_FRONTEND: 'noninteractive' },
        timeout: 400_000,
      })
    }
  }
}

/** The path of a Chromium, or nothing with a word why. */
export function ensureChromium() {
  const named = process.env.CHROMIUM
  if (named && existsSync(named)) return named
  const there = downloaded() ?? onPath()
  if (there) return there
  process.stderr.write('Getting Chromium for the end-to-end tests (once) …\n')
  runModule('@playwright/test/cli.js', ['install', 'chromium'], { stdio: 'ignore', timeout: 300_000 })
  if (downloaded()) return downloaded()
  installWithPackageManager()
  return onPath()
}
