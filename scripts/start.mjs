/** `npm start`: installs and builds what is missing, then runs everything in one process. */
import { ensureBuilt, ensureInstalled, follow, spawnServer } from './environment.mjs'

ensureInstalled()
if (!process.argv.includes('--print-config')) ensureBuilt()
follow(spawnServer())
