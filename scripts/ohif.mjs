/** `npm run ohif`: fetches OHIF from npm, once, and tries it over our DICOMweb. */
import { spawnSync } from 'node:child_process'
import { ensureChromium } from './chromium.mjs'
import {
  ensureBuilt,
  ensureInstalled,
  projectEnvironment,
  projectNode,
  root,
  runModule,
} from './environment.mjs'

ensureInstalled()
ensureBuilt()
const code = "import('./bench/ohif.ts').then(({ fetchOhif }) => fetchOhif()).then(console.log)"
const fetched = spawnSync(projectNode(), ['-e', code], { cwd: root, stdio: 'inherit' })
if (fetched.status !== 0) process.exit(1)
const { status } = runModule('@playwright/test/cli.js', ['test', 'e2e/ohif.e2e.ts'], {
  env: projectEnvironment({ CHROMIUM: ensureChromium() }),
})
process.exit(status ?? 1)
