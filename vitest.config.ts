import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Tests wait for the database and the disk more than they compute: no processor is kept for the runner.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'server',
          include: ['src/contract/**/*.test.ts', 'src/server/**/*.test.ts', 'bench/**/*.test.ts'],
          environment: 'node',
          // Each file has a database and a server of its own; reading the server's modules anew for each is what costs.
          isolate: false,
          globalSetup: ['src/server/testing/database.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'web',
          include: ['src/web/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          // One page for all of a worker's files: making one takes longer than most of their tests.
          isolate: false,
          setupFiles: ['src/web/testing/setup.ts'],
        },
      },
    ],
  },
})
