/**
 * `npm test`: type check, lint, unit, server, web and end-to-end tests, in this order, all of them whatever fails.
 * Ends with `N passed, N failed, N skipped`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { ensureBuilt, ensureInstalled, projectEnvironment, runModule } from './environment.mjs'

ensureInstalled()
const scratch = mkdtempSync(join(tmpdir(), 'collimate-test-'))
const total = { passed: 0, failed: 0, skipped: 0 }

function report(name, passed, failed, skipped = 0) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  process.stdout.write(
    `${failed === 0 ? 'ok' : 'NOT OK'}  ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`,
  )
}

function check(name, module, args) {
  process.stdout.write(`\n${name}\n`)
  const { status } = runModule(module, args)
  report(name, status === 0 ? 1 : 0, status === 0 ? 0 : 1)
}

const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined)

function vitest() {
  process.stdout.write('\nunit, server and web tests\n')
  const file = join(scratch, 'vitest.json')
  const { status } = runModule('vitest/vitest.mjs', [
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  const result = readJson(file)
  if (!result) return report('vitest', 0, 1)
  // A file that could not be loaded counts as one failure, for it has no tests of its own to count.
  const broken = result.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  ).length
  const failed = result.numFailedTests + broken
  return report(
    'vitest',
    result.numPassedTests,
    failed > 0 || status === 0 ? failed : 1,
    result.numPendingTests + result.numTodoTests,
  )
}

function endToEnd() {
  process.stdout.write('\nend-to-end tests\n')
  const chromium = ensureChromium()
  if (!chromium) {
    process.stdout.write(
      'There is no Chromium, and none could be installed. Install one, or set CHROMIUM to its path.\n',
    )
    return report('end-to-end', 0, 1)
  }
  ensureBuilt()
  const file = join(scratch, 'playwright.json')
  const { status } = runModule('@playwright/test/cli.js', ['test'], {
    env: projectEnvironment({ CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file }),
  })
  const stats = readJson(file)?.stats
  if (!stats) return report('end-to-end', 0, 1)
  const failed = stats.unexpected
  return report(
    'end-to-end',
    stats.expected + stats.flaky,
    failed > 0 || status === 0 ? failed : 1,
    stats.skipped,
  )
}

check('type check', 'typescript/bin/tsc', ['--noEmit'])
check('lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])
vitest()
endToEnd()
rmSync(scratch, { recursive: true, force: true })

process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed === 0 ? 0 : 1)
