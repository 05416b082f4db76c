/** `npm run coverage:v3`: implemented commands against the specification, where that is at hand. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, follow, projectEnvironment, projectNode, root } from './environment.mjs'

ensureInstalled()
follow(
  spawn(projectNode(), [join(root, 'src', 'server', 'coverage.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: projectEnvironment(),
  }),
)
