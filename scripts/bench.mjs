/** `npm run bench`: see bench/README.md. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, follow, projectEnvironment, projectNode, root } from './environment.mjs'

ensureInstalled()
follow(
  spawn(projectNode(), [join(root, 'bench', 'run.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: projectEnvironment(),
  }),
)
