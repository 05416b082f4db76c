import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { services, signIn } from './person.ts'

/** The languages: French whole, and the pseudo-language from right to left that only tests know. */

const texts = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [String(value)]

const read = (language: string): string[] =>
  ['app', 'ui', 'features/studies', 'features/upload'].flatMap((folder) =>
    texts(JSON.parse(readFileSync(`src/web/${folder}/locales/${language}.json`, 'utf8'))),
  )

/** Every text and name on the page. */
const shown = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...document.body.innerText.split('\n').map((line) => line.trim()),
    ...[...document.querySelectorAll('[aria-label], [placeholder], [title]')].flatMap((element) =>
      ['aria-label', 'placeholder', 'title'].map((name) => element.getAttribute(name) ?? ''),
    ),
  ])

test.afterEach(async ({ request }) => {
  const call = await services({ request })
  await call('/setting/set', { key: 'collimate.language', value: '"en"' })
})

test('French is kept and reaches every page', async ({ page }) => {
  await signIn(page)
  await page.goto('/settings')
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/v3/setting/set'))
  await page.getByLabel('Language').selectOption('fr')
  await expect(page.getByRole('heading', { name: 'Apparence' })).toBeVisible()
  expect((await kept).status()).toBe(200)

  await page.getByRole('link', { name: 'Liste de travail' }).click()
  await expect(page.getByRole('searchbox', { name: 'Chercher un examen' })).toBeVisible()
  for (const name of ['Statut', 'Examen', 'Lieu', 'Prescripteur'])
    await expect(page.getByRole('columnheader', { name, exact: true })).toBeVisible()
  await expect(page).toHaveTitle('Liste de travail · Collimate')
  const french = new Set(read('fr'))
  const english = new Set(read('en').filter((text) => !french.has(text)))
  expect((await shown(page)).filter((text) => english.has(text))).toEqual([])

  await page.getByRole('button', { name: 'Account Admin, menu' }).click()
  await page.getByRole('menuitem', { name: 'Se déconnecter' }).click()
  await expect(page.getByRole('button', { name: 'Se connecter' })).toBeVisible()
  await expect(page.getByLabel('E-mail ou nom d’utilisateur')).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
})

for (const width of [1440, 390]) {
  test(`right to left, everything mirrors, ${width} wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await signIn(page)
    await page.evaluate(() => localStorage.setItem('collimate.language', 'ar-XB'))
    for (const path of ['/studies', '/settings']) {
      await page.goto(path)
      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
      const rail = page.getByRole('navigation', { name: '⟦Máïñ⟧' })
      await expect(rail).toBeVisible()
      const place = await rail.boundingBox()
      // The rail stands where a line begins; on a phone it lies below.
      expect(place && place.x + place.width).toBe(width)
      if (width > 1000) expect(place?.x).toBeGreaterThan(width / 2)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    }
    await page.goto('/studies')
    const unmarked = (await shown(page)).filter((text) => new Set(read('en')).has(text))
    expect(unmarked).toEqual([])
  })
}
