/** `npm run bench`: see bench/README.md. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import {
  ensureBuilt,
  ensureInstalled,
  follow,
  projectEnvironment,
  projectNode,
  root,
} from './environment.mjs'

ensureInstalled()
ensureBuilt()
follow(
  spawn(projectNode(), [join(root, 'bench', 'run.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: projectEnvironment({ CHROMIUM: ensureChromium() }),
  }),
)
