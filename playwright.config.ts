import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { AI_KEY } from './src/server/testing/ai_stand_in.ts'

const PORT = Number(process.env.COLLIMATE_E2E_PORT ?? 8931)
/** The workers load this file too: the folder is made once and handed on. */
process.env.COLLIMATE_E2E_DATA ??= mkdtempSync(join(tmpdir(), 'collimate-e2e-'))

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // A second try tells a busy machine from a defect; the report says which tests needed one.
  retries: process.env.CI ? 1 : 0,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['line'], ['json']] : [['line']],
  outputDir: 'test-results',
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node scripts/start.mjs',
    url: `http://127.0.0.1:${PORT}/readyz`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    env: {
      PORT: String(PORT),
      COLLIMATE_DATA: process.env.COLLIMATE_E2E_DATA,
      COLLIMATE_ADMIN_EMAIL: 'admin@example.org',
      COLLIMATE_ADMIN_PASSWORD: 'correct-horse-42',
      COLLIMATE_DEMO: '0',
      // The sign-in providers of the tests run on this machine.
      COLLIMATE_INTERNAL_NETWORKS: '127.0.0.0/8',
      SMTP_URL: `smtp://127.0.0.1:${PORT + 1}`,
      COLLIMATE_AI_URL: `http://127.0.0.1:${PORT + 2}/ask`,
      COLLIMATE_AI_KEY: AI_KEY,
    },
  },
})
