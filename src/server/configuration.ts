import { resolve } from 'node:path'
import { z } from 'zod'

/**
 * Configuration by environment, read once. The table in the README lists these variables; `npm start --
 * --print-config` prints them with secrets masked.
 */

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)
const optionalText = z.preprocess(blankIsUnset, z.string().optional())
const port = (standard: number) =>
  z.preprocess(blankIsUnset, z.coerce.number().int().min(0).max(65535).default(standard))
const url = z.preprocess(blankIsUnset, z.url().optional())

const ROLES = ['web', 'worker'] as const
export type ProcessRole = (typeof ROLES)[number]

const environment = z.object({
  HOST: z.preprocess(blankIsUnset, z.string().default('127.0.0.1')),
  PORT: port(8080),
  COLLIMATE_PUBLIC_URL: url,
  COLLIMATE_DATA: z.preprocess(blankIsUnset, z.string().default('./data')),
  DATABASE_URL: optionalText,
  COLLIMATE_STORAGE: z.preprocess(
    blankIsUnset,
    z
      .string()
      .regex(/^file:/, 'must be file:PATH')
      .optional(),
  ),
  COLLIMATE_ARCHIVE: z.preprocess(
    blankIsUnset,
    z
      .string()
      .regex(/^file:/, 'must be file:PATH')
      .optional(),
  ),
  COLLIMATE_ARCHIVE_DELAY: z.preprocess(
    blankIsUnset,
    z.coerce.number().int().min(0).max(525_600).default(60),
  ),
  COLLIMATE_AI_URL: url,
  COLLIMATE_AI_KEY: z.preprocess(
    blankIsUnset,
    z.string().min(16, 'must have 16 characters or more').optional(),
  ),
  COLLIMATE_ADMIN_EMAIL: z.preprocess(blankIsUnset, z.email().optional()),
  COLLIMATE_ADMIN_PASSWORD: optionalText,
  COLLIMATE_ACCOUNT: z.preprocess(blankIsUnset, z.string().default('Collimate')),
  COLLIMATE_DEMO: z.preprocess(blankIsUnset, z.enum(['0', '1']).optional()),
  COLLIMATE_PROGRESSIVE: z.preprocess(blankIsUnset, z.enum(['0', '1']).default('1')),
  COLLIMATE_ROLES: z.preprocess(
    blankIsUnset,
    z
      .string()
      .default('web,worker')
      .transform((text) => text.split(',').map((role) => role.trim()))
      .pipe(z.array(z.enum(ROLES)).min(1)),
  ),
  COLLIMATE_LOG: z.preprocess(
    blankIsUnset,
    z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  ),
  COLLIMATE_METRICS_TOKEN: optionalText,
  SMTP_URL: optionalText,
  COLLIMATE_SECRET_KEY: z.preprocess(
    blankIsUnset,
    z.string().min(16, 'must have 16 characters or more').optional(),
  ),
  COLLIMATE_GOOGLE_CLIENT_ID: optionalText,
  COLLIMATE_GOOGLE_CLIENT_SECRET: optionalText,
  COLLIMATE_GOOGLE_ISSUER: z.preprocess(blankIsUnset, z.url().default('https://accounts.google.com')),
  COLLIMATE_STRIPE_KEY: optionalText,
  COLLIMATE_STRIPE_API: url,
  COLLIMATE_STRIPE_PUBLISHABLE_KEY: optionalText,
  COLLIMATE_STRIPE_CLIENT_ID: optionalText,
  COLLIMATE_INTERNAL_NETWORKS: z.preprocess(
    blankIsUnset,
    z
      .string()
      .default('')
      .transform((text) => text.split(/[\s,]+/).filter((network) => network !== ''))
      .pipe(z.array(z.string().regex(/^[0-9a-f.:]+(\/\d{1,3})?$/i, 'must be networks such as 10.0.0.0/8'))),
  ),
  COLLIMATE_SMS_URL: z.preprocess(
    blankIsUnset,
    z
      .url()
      .regex(/^twilio:\/\/[^:]+:[^@]+@[^?]*\?from=.+/, 'must be twilio://ACCOUNT:TOKEN@HOST?from=NUMBER')
      .optional(),
  ),
  COLLIMATE_FAX_URL: z.preprocess(
    blankIsUnset,
    z
      .url()
      .regex(/^sinch:\/\/[^:]+:[^@]+@[^/]*\/[\w-]+/, 'must be sinch://KEY:SECRET@HOST/PROJECT')
      .optional(),
  ),
  COLLIMATE_CAPTCHA: z.preprocess(
    blankIsUnset,
    z
      .url()
      .regex(
        /^(turnstile|hcaptcha|recaptcha):\/\/[^:@]+:[^@]+@/,
        'must be turnstile://SITEKEY:SECRET@, hcaptcha://… or recaptcha://…',
      )
      .optional(),
  ),
  COLLIMATE_PDF_FONT: optionalText,
  MAIL_FROM: z.preprocess(blankIsUnset, z.string().default('collimate@localhost')),
})

export interface Configuration {
  host: string
  port: number
  /** Without a trailing slash. */
  public_url: string
  /** Absolute path of the data folder. */
  data: string
  database_url: string | undefined
  /** Absolute path of the object store. */
  storage: string
  /** Absolute path of the archive's object store. */
  archive: string | undefined
  /** Minutes for which a study has to be quiet before it is archived. */
  archive_delay: number
  /** The AI stack that questions go to, and the key that signs them; nothing can be asked without both. */
  ai_url: string | undefined
  ai_key: string | undefined
  admin_email: string | undefined
  admin_password: string | undefined
  account: string
  /** `undefined`: only when the embedded database is new. */
  demo: boolean | undefined
  /** Copies of frames for viewers behind slow lines are made after ingest. */
  progressive: boolean
  roles: readonly ProcessRole[]
  log: string
  metrics_token: string | undefined
  smtp_url: string | undefined
  mail_from: string
  /** Secret key of the payment processor; nothing can be charged without. */
  stripe_key: string | undefined
  /** Its key for the pages on which people enter their cards; without it other programs take them. */
  stripe_publishable_key: string | undefined
  /** Its client id for accounts that connect; without it their owners bring a code of Stripe's. */
  stripe_client_id: string | undefined
  /** Another address of its API than Stripe's own. */
  stripe_api: string | undefined
  /** What of its own network the server goes to where an administrator of an account names it. */
  internal_networks: readonly string[]
  /** The gateway for text messages. */
  sms_url: string | undefined
  /** The service that sends faxes. */
  fax_url: string | undefined
  /** The service that tells people from programs. */
  captcha: string | undefined
  /** A font file for signs that documents' own font lacks. */
  pdf_font: string | undefined
  /** What secrets in the database are encrypted with; without it a key in the data folder. */
  secret_key: string | undefined
  google_client_id: string | undefined
  google_client_secret: string | undefined
  google_issuer: string
}

export class ConfigurationError extends Error {}

/** Reads and validates; throws ConfigurationError naming every variable that is wrong. */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigurationError(`The configuration is not valid:\n${lines.join('\n')}`)
  }
  const value = parsed.data
  const data = resolve(value.COLLIMATE_DATA)
  return {
    host: value.HOST,
    port: value.PORT,
    public_url: (value.COLLIMATE_PUBLIC_URL ?? `http://${value.HOST}:${value.PORT}`).replace(/\/+$/, ''),
    data,
    database_url: value.DATABASE_URL,
    storage: value.COLLIMATE_STORAGE
      ? resolve(value.COLLIMATE_STORAGE.slice('file:'.length))
      : resolve(data, 'objects'),
    archive: value.COLLIMATE_ARCHIVE && resolve(value.COLLIMATE_ARCHIVE.slice('file:'.length)),
    archive_delay: value.COLLIMATE_ARCHIVE_DELAY,
    ai_url: value.COLLIMATE_AI_URL,
    ai_key: value.COLLIMATE_AI_KEY,
    admin_email: value.COLLIMATE_ADMIN_EMAIL,
    admin_password: value.COLLIMATE_ADMIN_PASSWORD,
    account: value.COLLIMATE_ACCOUNT,
    demo: value.COLLIMATE_DEMO === undefined ? undefined : value.COLLIMATE_DEMO === '1',
    progressive: value.COLLIMATE_PROGRESSIVE === '1',
    roles: value.COLLIMATE_ROLES,
    log: value.COLLIMATE_LOG,
    metrics_token: value.COLLIMATE_METRICS_TOKEN,
    smtp_url: value.SMTP_URL,
    mail_from: value.MAIL_FROM,
    sms_url: value.COLLIMATE_SMS_URL,
    fax_url: value.COLLIMATE_FAX_URL,
    captcha: value.COLLIMATE_CAPTCHA,
    pdf_font: value.COLLIMATE_PDF_FONT ? resolve(value.COLLIMATE_PDF_FONT) : undefined,
    stripe_key: value.COLLIMATE_STRIPE_KEY,
    stripe_api: value.COLLIMATE_STRIPE_API,
    stripe_publishable_key: value.COLLIMATE_STRIPE_PUBLISHABLE_KEY,
    stripe_client_id: value.COLLIMATE_STRIPE_CLIENT_ID,
    internal_networks: value.COLLIMATE_INTERNAL_NETWORKS,
    secret_key: value.COLLIMATE_SECRET_KEY,
    google_client_id: value.COLLIMATE_GOOGLE_CLIENT_ID,
    google_client_secret: value.COLLIMATE_GOOGLE_CLIENT_SECRET,
    google_issuer: value.COLLIMATE_GOOGLE_ISSUER,
  }
}

const SECRETS = new Set<keyof Configuration>([
  'admin_password',
  'metrics_token',
  'secret_key',
  'ai_key',
  'stripe_key',
  'google_client_secret',
])
const maskUrl = (text: string) => text.replace(/\/\/([^:@/]*):[^@/]*@/, '//$1:***@')

/** The configuration as `--print-config` shows it. */
export function printable(configuration: Configuration): Record<string, unknown> {
  const entries = Object.entries(configuration).map(([name, value]) => {
    if (value !== undefined && [...SECRETS].some((secret) => secret === name)) return [name, '***']
    return [name, typeof value === 'string' ? maskUrl(value) : (value ?? null)]
  })
  return Object.fromEntries(entries)
}
