import { mkdir } from 'node:fs/promises'
import pino from 'pino'
import { ConfigurationError, printable, readConfiguration } from './configuration.ts'
import { startProcess } from './process.ts'

/** Entry point. Prints where it listens and how to sign in; SIGTERM and SIGINT end it after what is running. */
async function main(): Promise<void> {
  const configuration = readConfiguration(process.env)
  if (process.argv.includes('--print-config')) {
    process.stdout.write(`${JSON.stringify(printable(configuration), null, 2)}\n`)
    return
  }
  await mkdir(configuration.data, { recursive: true, mode: 0o700 })
  const log = pino({ level: configuration.log, redact: ['req.headers', 'password', 'sid'] })
  const running = await startProcess(configuration, log)
  process.stdout.write(`${running.welcome}\n`)

  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('SIGHUP', stop)
  // The script that started this one is gone, in whatever way.
  process.on('disconnect', stop)
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigurationError || error instanceof Error
  process.stderr.write(`${expected ? error.message : String(error)}\n`)
  if (process.env.COLLIMATE_LOG === 'debug' && error instanceof Error)
    process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})
