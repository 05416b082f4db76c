import i18next, { type TFunction } from 'i18next'
import { type Kysely, sql } from 'kysely'
import { readBrand } from '#contract/brand.ts'
import { formatPersonName } from '#contract/dicom/person_name.ts'
import { KEY_IMAGES } from '#contract/radreport.ts'
import { sectionsOf, titleOf } from '#contract/radreport_body.ts'
import type { RadreportRow } from '../access/radreport.ts'
import type { StudyRow } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import { languagesOf, spoken } from '../mail/outbox.ts'
import { resolveSetting } from '../tenancy/account_setting.ts'
import { knownZone } from '../tenancy/time_zone.ts'
import { type Block, htmlBlocks, plainBlocks } from './blocks.ts'
import type { Fonts } from './fonts.ts'
import { plainText } from './formatted.ts'
import en from './locales/en.json' with { type: 'json' }
import fr from './locales/fr.json' with { type: 'json' }
import type { Picture } from './pictures.ts'

/** A report as a document: whose it is, what it says, and who stands for it. `pdf.ts` sets it. */

export interface DocumentSection {
  title: string
  blocks: Block[]
}

export interface DocumentPart {
  /** An addendum has one. */
  title?: string
  sections: DocumentSection[]
  /** Who signed or wrote it, and when. */
  closing: string
  /** A picture of their signature. */
  signature?: Buffer
}

export interface ReportDocument {
  language: string
  paper: 'A4' | 'LETTER'
  letterhead: string
  logo?: Buffer
  title: string
  facts: readonly (readonly [label: string, value: string])[]
  /** What stands on every page: whom it is about. */
  about: string
  /** In words, where it is not signed. */
  draft?: string
  parts: DocumentPart[]
  pictures: { title: string; of: readonly Picture[] }
  page(n: number, count: number): string
}

const words = i18next.createInstance()
await words.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en }, fr: { translation: fr } },
  interpolation: { escapeValue: false },
})

interface Setting {
  language: string
  say: TFunction
  account: Readonly<Record<string, unknown>>
  css: string | null
  account_name: string
  zone: string
}

async function settingOf(db: Kysely<Database>, report: RadreportRow): Promise<Setting> {
  const account = await db
    .selectFrom('account')
    .select(['name', 'css', 'settings'])
    .where('uuid', '=', report.account_id)
    .executeTakeFirstOrThrow()
  const writer = await db
    .selectFrom('user')
    .select(['email', 'time_zone'])
    .where('uuid', '=', report.signed_by ?? report.user_id)
    .executeTakeFirst()
  const [chosen] = writer ? await languagesOf(db, [writer.email], undefined) : []
  const language = spoken(chosen?.language ?? null)
  return {
    language,
    say: words.getFixedT(language.slice(0, 2).toLowerCase(), 'translation', 'radreport'),
    account: account.settings,
    css: account.css,
    account_name: account.name,
    zone:
      knownZone(writer?.time_zone) ??
      knownZone(resolveSetting('account_time_zone', { account: account.settings })) ??
      'UTC',
  }
}

const dayOf = (value: string | null, language: string): string => {
  const parts = /^(\d{4})-?(\d\d)-?(\d\d)/.exec(value ?? '')
  if (!parts) return value ?? ''
  const day = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T00:00:00Z`)
  return Number.isNaN(day.getTime())
    ? (value ?? '')
    : new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(day)
}

const momentOf = (stamp: string, { language, zone }: Setting): string =>
  new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  }).format(new Date(stamp.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')))

/** A field's value as text; nothing of what is no text. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ')
  return ''
}

async function templateOf(db: Kysely<Database>, report: RadreportRow) {
  const { rows } = await sql<{ name: string; body: string; options: unknown }>`
    select name, body, options from radreport_template
    where account_id = ${report.account_id} and lower(type) = lower(${report.type}) and active and deleted is null`.execute(
    db,
  )
  return rows[0]
}

async function partOf(
  db: Kysely<Database>,
  report: RadreportRow,
  setting: Setting,
  titles: ReadonlyMap<string, string>,
  title?: string,
): Promise<DocumentPart> {
  const sections = Object.entries(report.fields).flatMap(([name, value]): DocumentSection[] => {
    const text = name === KEY_IMAGES ? '' : textOf(value)
    if ((report.html ? plainText(text) : text).trim() === '') return []
    return [
      {
        title: titles.get(name) ?? titleOf(name),
        blocks: report.html ? htmlBlocks(text) : plainBlocks(text.trim()),
      },
    ]
  })
  const { say } = setting
  const closing =
    report.signed === null
      ? say('by', { name: report.user_name, when: momentOf(report.updated, setting) })
      : say('signed', { name: report.signed_by_name ?? '', when: momentOf(report.signed, setting) })
  const signature =
    report.signed_by !== null &&
    resolveSetting('radreport_attestation_signature', { account: setting.account }) === 1
      ? await db
          .selectFrom('user')
          .select('signature')
          .where('uuid', '=', report.signed_by)
          .executeTakeFirst()
      : undefined
  return {
    ...(title === undefined ? {} : { title }),
    // The one text of an addendum stands below its title.
    sections:
      title !== undefined && sections.length === 1
        ? sections.map((one) => ({ ...one, title: '' }))
        : sections,
    closing,
    ...(signature?.signature ? { signature: Buffer.from(signature.signature, 'base64') } : {}),
  }
}

/** Whose letter it is: the name of the namespace that the account says, and the account's where that is another. */
async function letterheadOf(db: Kysely<Database>, study: StudyRow, setting: Setting): Promise<string> {
  const ofPhi = resolveSetting('radreport_branding_from_phi_namespace', { account: setting.account }) === 1
  const namespace = await db
    .selectFrom('namespace')
    .select('name')
    .where('uuid', '=', ofPhi ? study.phi_namespace : study.storage_namespace)
    // Images that came by a share are in another account's storage, whose name is not on this letter.
    .where('account_id', '=', study.account_id)
    .executeTakeFirst()
  const names = [setting.account_name, namespace?.name]
  return [...new Set(names.filter((name) => name))].join(' · ')
}

const logoOf = (css: string | null): Buffer | undefined => {
  const data = readBrand(css).logo
  return data === undefined ? undefined : Buffer.from(data.replace(/^.*?,/, ''), 'base64')
}

const optionsOf = (options: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof options === 'object' && options !== null ? Object.entries(options) : [])

/** The document of a report, with the addenda that are given, and the pictures that it names. */
export async function reportDocument(
  db: Kysely<Database>,
  study: StudyRow,
  report: RadreportRow,
  addenda: readonly RadreportRow[],
  pictures: readonly Picture[],
  fonts: Pick<Fonts, 'fontOf'>,
): Promise<ReportDocument> {
  const setting = await settingOf(db, report)
  const { say, language } = setting
  const template = await templateOf(db, report)
  const options = optionsOf(template?.options)
  const titles = new Map(template ? sectionsOf(template.body).map(({ name, title }) => [name, title]) : [])
  const title = options.get('title')
  const logo = logoOf(setting.css)
  // In one script where the other cannot be printed.
  const named = (name: string | null) => {
    const whole = formatPersonName(name, language)
    return fonts.fontOf(whole) ? whole : formatPersonName(name?.split('=')[0], language)
  }
  const patient = named(study.patient_name)
  const facts = [
    [say('patient'), patient],
    [say('patientid'), study.patientid ?? ''],
    [say('birth_date'), dayOf(study.patient_birth_date, language)],
    [say('sex'), study.patient_sex ?? ''],
    [say('study'), [study.modality, study.study_description].filter((part) => part).join(' · ')],
    [say('study_date'), dayOf(study.study_date, language)],
    [say('accession_number'), study.accession_number ?? ''],
    [say('referring_physician'), named(study.referring_physician)],
  ] as const
  return {
    language,
    paper: String(options.get('paper')).toUpperCase() === 'LETTER' ? 'LETTER' : 'A4',
    letterhead: await letterheadOf(db, study, setting),
    ...(logo ? { logo } : {}),
    title: typeof title === 'string' && title !== '' ? title : (template?.name ?? say('title')),
    facts: facts.filter(([, value]) => value !== ''),
    about: [patient, study.patientid, study.accession_number].filter((part) => part).join(' · '),
    ...(report.signed === null || addenda.some((one) => one.signed === null) ? { draft: say('draft') } : {}),
    parts: [
      await partOf(db, report, setting, titles),
      ...(await Promise.all(addenda.map((one) => partOf(db, one, setting, titles, say('addendum'))))),
    ],
    pictures: { title: say('key_images'), of: pictures },
    page: (n, count) => say('page', { n, count }),
  }
}

/** What the document of a report is called when it is saved: nothing of a patient. */
export async function documentName(db: Kysely<Database>, report: RadreportRow): Promise<string> {
  const { say } = await settingOf(db, report)
  const day = new Date().toISOString().slice(0, 10)
  return `${report.addendum_to ? say('addendum') : say('filename')} ${report.type} ${day}.pdf`.replaceAll(
    /[/\\]/g,
    '-',
  )
}
