/** `npm run dev`: the server restarts on a change, the web application reloads in place on port 5173. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import {
  ensureInstalled,
  follow,
  projectEnvironment,
  projectNode,
  root,
  spawnServer,
} from './environment.mjs'

ensureInstalled()
const server = spawnServer(['--watch-path=src/server', '--watch-path=src/contract'])
const vite = spawn(projectNode(), [join(root, 'node_modules/vite/bin/vite.js')], {
  cwd: root,
  stdio: 'inherit',
  env: projectEnvironment(),
})
process.on('exit', () => vite.kill())
follow(server)
