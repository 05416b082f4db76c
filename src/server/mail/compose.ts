import i18next from 'i18next'
import en from './locales/en.json' with { type: 'json' }
import fr from './locales/fr.json' with { type: 'json' }

/** What a mail says, by its name in `locales/{language}.json`: a subject, a sentence or two, the name of what it leads to. */
export type Wording = Exclude<keyof typeof en, 'footer'>

export const WORDINGS = Object.keys(en).filter((name): name is Wording => name !== 'footer' && name in en)

export interface Content {
  wording: Wording
  /** Names and codes that stand in the sentences. Never anything of a patient. */
  values?: Readonly<Record<string, string>>
  /** What the sender adds in their own words. */
  message?: string | null | undefined
  /** The page that the mail leads to. */
  url?: string | undefined
}

/** Values that open something to whoever knows them. */
const SECRETS: ReadonlySet<string> = new Set(['code', 'password'])
const MASK = '•••'

/** The same for others than the recipient: without PINs and passwords, and without where its address leads. */
export function maskedContent(content: Content): Content {
  const { values = {}, url } = content
  const shown = Object.entries(values).map(([name, value]) => [name, SECRETS.has(name) ? MASK : value])
  return {
    ...content,
    values: Object.fromEntries(shown),
    url: url && `${url.slice(0, url.lastIndexOf('/') + 1)}${MASK}`,
  }
}

const words = i18next.createInstance()
await words.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en }, fr: { translation: fr } },
  // Values are escaped where they become HTML, and are plain in subjects and texts.
  interpolation: { escapeValue: false },
})

/** The language that mails are written in for a language tag; English for any other. */
function mailLanguage(tag: string): string {
  const language = tag.slice(0, 2).toLowerCase()
  return words.hasResourceBundle(language, 'translation') ? language : 'en'
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
const lines = (text: string): string => escaped(text).replaceAll('\n', '<br>')

interface Composed {
  subject: string
  text: string
  html: string
}

/**
 * A mail as text and as HTML, which says the same. Mail programs know tables and inline styles, and little else.
 *
 * @param brand the name of the account that sends it, or of this server
 */
export function composeMail(
  { wording, values = {}, message, url }: Content,
  tag: string,
  brand: string,
): Composed {
  const language = mailLanguage(tag)
  const say = words.getFixedT(language)
  // A subject is one line, whatever a name holds.
  const subject = say(`${wording}.subject`, values).replaceAll(/\s+/g, ' ').trim()
  const text = say(`${wording}.text`, values)
  const action = words.exists(`${wording}.action`) ? say(`${wording}.action`, values) : undefined
  const footer = say('footer', { brand })
  const paragraphs = [text, message, url && (action ? `${action}:\n${url}` : url), `-- \n${footer}`]
  const html = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px 12px;font:15px/1.5 system-ui,sans-serif">
<table role="presentation" width="100%" style="max-width:560px;margin:0 auto;border-collapse:collapse">
<tr><td style="padding:0 0 16px;font-weight:600">${escaped(brand)}</td></tr>
<tr><td style="padding:0 0 16px">${lines(text)}</td></tr>
${message ? `<tr><td style="padding:8px 12px;border-inline-start:3px solid #6c63d9">${lines(message)}</td></tr>` : ''}
${
  url
    ? `<tr><td style="padding:16px 0"><a href="${escaped(url)}" style="display:inline-block;padding:10px 16px;border-radius:6px;background:#5548c8;color:#fff;text-decoration:none">${escaped(action ?? url)}</a></td></tr>
<tr><td style="padding:0 0 16px;font-size:12px;overflow-wrap:anywhere">${escaped(url)}</td></tr>`
    : ''
}
<tr><td style="padding:16px 0 0;border-top:1px solid #8884;font-size:12px;opacity:.75">${escaped(footer)}</td></tr>
</table></body></html>
`
  return { subject, text: `${paragraphs.filter((part) => part).join('\n\n')}\n`, html }
}
