import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** How a page is looked at: in a theme, at a width, and by the rules of accessibility. */

export type Theme = 'dark' | 'light'

/** From the next page on, and without movement, which axe would catch half-way. */
export async function wear(page: Page, theme: Theme, width: number): Promise<void> {
  await page.setViewportSize({ width, height: width < 500 ? 844 : 900 })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  // What somebody chooses in the settings, as this browser keeps it.
  await page.addInitScript((value) => localStorage.setItem('collimate.theme', value), theme)
}

/** Nothing on the page breaks WCAG 2.2 A and AA, as far as axe can tell. */
export async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

const LOOKS = [
  ['dark', 1440],
  ['light', 390],
] as const

/** The page as it stands, accessible on a desk in the dark and on a phone in the light; then as it was. */
export async function accessibleInBothLooks(page: Page): Promise<void> {
  const before = page.viewportSize()
  const dressed = (theme: string | undefined) =>
    page.evaluate((value) => {
      const was = document.documentElement.dataset.theme
      if (value !== undefined) document.documentElement.dataset.theme = value
      return was
    }, theme)
  const was = await dressed(undefined)
  for (const [theme, width] of LOOKS) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 })
    await dressed(theme)
    await accessible(page)
  }
  if (before) await page.setViewportSize(before)
  await dressed(was)
}
