import { expect, test } from 'vitest'
import { composeMail, WORDINGS } from './compose.ts'
import en from './locales/en.json' with { type: 'json' }
import fr from './locales/fr.json' with { type: 'json' }

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('every mail is written in French with the same parts and the same values', () => {
  expect(Object.keys(fr)).toEqual(Object.keys(en))
  for (const wording of WORDINGS) {
    const [english, french] = [Object.entries(en[wording]), Object.entries(fr[wording])]
    expect(french.map(([part, text]) => [part, holes(text)])).toEqual(
      english.map(([part, text]) => [part, holes(text)]),
    )
  }
})

test('text and HTML say the same, and what people wrote is never markup or another header', () => {
  const { subject, text, html } = composeMail(
    {
      wording: 'linkView',
      values: { sender: '<b>Ana</b>\r\nBcc: all@example.org' },
      message: 'See "this" & <i>that</i>',
      url: 'https://example.org/link/1?a=1&b=2',
    },
    'en',
    'Clinic <1>',
  )
  expect(subject).toBe('<b>Ana</b> Bcc: all@example.org has shared medical images with you')
  expect(text).toContain('See the images:\nhttps://example.org/link/1?a=1&b=2')
  expect(text).toContain('See "this" & <i>that</i>')
  expect(html).toContain('See &quot;this&quot; &amp; &lt;i&gt;that&lt;/i&gt;')
  expect(html).toContain('href="https://example.org/link/1?a=1&amp;b=2"')
  expect(html).not.toContain('<b>')
  expect(html).toContain('Clinic &lt;1&gt;')
})

test('another language is its own', () => {
  const { subject, html } = composeMail({ wording: 'pin', values: { code: '123456' } }, 'fr-CA', 'Collimate')
  expect(subject).toBe('Votre code PIN')
  expect(html).toContain('lang="fr"')
})
