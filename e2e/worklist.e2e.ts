import { expect, type Locator, type Page, test } from '@playwright/test'
import { services, signIn } from './person.ts'
import { makeImage, stow } from './stow.ts'

/** The worklist as somebody works through it. Everything here is of the family Wren. */

test.beforeAll(async ({ request }) => {
  await stow(request, [
    makeImage('Wren^Ada', 'WREN-1', 'CT', { StudyDate: '20260105' }),
    makeImage('Wren^Ben', 'WREN-2', 'MR', { StudyDate: '20260210' }),
    makeImage('Wren^Cleo', 'WREN-3', 'CT', { StudyDate: '20260315' }),
  ])
})

const wrens = (page: Page): Locator => page.getByRole('row').filter({ hasText: 'Wren, ' })
const row = (page: Page, given: string): Locator =>
  page.getByRole('row').filter({ hasText: `Wren, ${given}` })
const pane = (page: Page, given: string): Locator => page.getByRole('article', { name: `Wren, ${given}` })
const head = (page: Page, name: string): Locator => page.getByRole('columnheader', { name, exact: true })

test.beforeEach(async ({ page }) => {
  await signIn(page)
  await page.getByRole('searchbox', { name: 'Search studies' }).fill('wren')
  await expect(page).toHaveURL(/wren/)
  await expect(wrens(page)).not.toHaveCount(0)
})

async function addFilter(page: Page, field: string): Promise<void> {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('option', { name: field, exact: true }).click()
}

test('filters are chips and an address, and a reload keeps them', async ({ page }) => {
  await addFilter(page, 'Mod')
  await page.getByRole('option', { name: 'CT', exact: true }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Mod CT' })).toBeVisible()
  await expect(wrens(page)).toHaveCount(2)

  await addFilter(page, 'Date')
  await page.getByLabel('First day').fill('2026-03-01')
  await page.getByLabel('Last day', { exact: true }).fill('2026-03-31')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(wrens(page)).toHaveCount(1)
  await expect(page).toHaveURL(/filter\.modality\.in=.*filter\.study_date/)

  await page.reload()
  await expect(page.getByRole('button', { name: 'Mod CT' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Date / })).toContainText('Mar')
  await expect(wrens(page)).toHaveText([/Wren, Cleo/])

  await page.getByRole('button', { name: 'Remove filter Date' }).click()
  await expect(wrens(page)).toHaveCount(2)
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(page).not.toHaveURL(/filter/)
})

test('a head sorts up, then down', async ({ page }) => {
  await head(page, 'Patient').getByRole('button').click()
  await expect(head(page, 'Patient')).toHaveAttribute('aria-sort', 'ascending')
  await expect(wrens(page)).toHaveText([/Ada/, /Ben/, /Cleo/])
  await head(page, 'Patient').getByRole('button').click()
  await expect(head(page, 'Patient')).toHaveAttribute('aria-sort', 'descending')
  await expect(wrens(page)).toHaveText([/Cleo/, /Ben/, /Ada/])
  await expect(page).toHaveURL(/sort_by=patient_name-desc/)
})

test('a view is saved with its count and deleted', async ({ page }) => {
  const views = page.getByRole('navigation', { name: 'Views' })
  await page.getByRole('button', { name: 'Save as view' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('The Wrens')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(views.getByRole('link', { name: 'The Wrens' })).toContainText('3')
  await views.getByRole('link', { name: /^All/ }).click()
  await expect(page).not.toHaveURL(/wren/)
  await views.getByRole('link', { name: 'The Wrens' }).click()
  await expect(page).toHaveURL(/wren/)

  await page.getByRole('button', { name: 'View The Wrens' }).click()
  await page.getByRole('menuitem', { name: 'Delete view' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click()
  await expect(views.getByRole('link', { name: 'The Wrens' })).toBeHidden()
})

test('a study is starred in its row, and tagged, read and commented in the pane', async ({ page }) => {
  await row(page, 'Ada').getByRole('button', { name: 'Star' }).click()
  await expect(row(page, 'Ada').getByRole('button', { name: 'Star' })).toHaveAttribute('aria-pressed', 'true')

  await row(page, 'Ada').click()
  const study = pane(page, 'Ada')
  await expect(study.getByRole('button', { name: 'Star' })).toHaveAttribute('aria-pressed', 'true')
  await study.getByRole('button', { name: 'Change tags' }).click()
  await page.getByPlaceholder('Find or create a tag').fill('teaching')
  await page.getByRole('option', { name: 'New tag “teaching”' }).click()
  await page.keyboard.press('Escape')
  await expect(row(page, 'Ada')).toContainText('teaching')

  await study.getByRole('button', { name: /^Change status/ }).click()
  await page.getByRole('menuitemradio', { name: 'Reading' }).click()
  await expect(row(page, 'Ada')).toContainText('Reading')

  await study.getByLabel('Write a comment').fill('Compare with the prior.')
  await study.getByRole('button', { name: 'Comment', exact: true }).click()
  await expect(study.getByRole('listitem').filter({ hasText: 'Compare with the prior.' })).toContainText(
    'Account Admin',
  )
  await page.reload()
  await expect(pane(page, 'Ada')).toContainText('Compare with the prior.')
})

test('several studies are starred and tagged at once', async ({ page }) => {
  for (const given of ['Ben', 'Cleo']) await page.getByRole('checkbox', { name: `Wren, ${given}` }).click()
  const bulk = page.getByRole('region', { name: 'Selected studies' })
  await expect(bulk).toContainText('2 selected')
  await bulk.getByRole('button', { name: 'Star', exact: true }).click()
  await bulk.getByRole('button', { name: 'Tag' }).click()
  await page.getByPlaceholder('Find or create a tag').fill('conference')
  await page.getByRole('option', { name: 'New tag “conference”' }).click()
  await page.keyboard.press('Escape')
  for (const given of ['Ben', 'Cleo']) {
    await expect(row(page, given)).toContainText('conference')
    await expect(row(page, given).getByRole('button', { name: 'Star' })).toHaveAttribute(
      'aria-pressed',
      'true',
    )
  }
  await bulk.getByRole('button', { name: 'Clear' }).click()
  await expect(bulk).toBeHidden()
})

test('a column that was put away stays away', async ({ page }) => {
  await expect(head(page, 'Sex')).toBeVisible()
  await page.getByRole('button', { name: 'Columns' }).click()
  const chooser = page.getByRole('dialog', { name: 'Columns' })
  await chooser.getByRole('checkbox', { name: 'Sex' }).click()
  await expect(head(page, 'Sex')).toBeHidden()
  await page.reload()
  await expect(wrens(page)).toHaveCount(3)
  await expect(head(page, 'Sex')).toBeHidden()
  await page.getByRole('button', { name: 'Columns' }).click()
  await chooser.getByRole('button', { name: 'Reset' }).click()
  await expect(head(page, 'Sex')).toBeVisible()
})

test('the keyboard alone searches, moves, selects and opens, and the way back leads to the row', async ({
  page,
}) => {
  await page.goto('/studies?sort_by=patient_name-asc')
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('wren')
  await expect(page).toHaveURL(/wren/)
  await expect(wrens(page)).toHaveText([/Ada/, /Ben/, /Cleo/])
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(pane(page, 'Ben')).toBeVisible()
  await page.keyboard.press('Space')
  await expect(row(page, 'Ben')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/view/)
  await expect(page.getByRole('group', { name: 'Viewport 1' })).toContainText('1 of 1')
  await page.goBack()
  await expect(page).toHaveURL(/wren/)
  await expect(row(page, 'Ben')).toHaveAttribute('data-active', 'true')
  await expect(pane(page, 'Ben')).toBeVisible()
})

test('a study that arrives appears without a reload', async ({ page, request }) => {
  await expect(row(page, 'Dora')).toBeHidden()
  await stow(request, [makeImage('Wren^Dora', 'WREN-4', 'CR')])
  await expect(row(page, 'Dora')).toBeVisible()
})

test('a deletion can be undone for some seconds, then it is done', async ({ page, request }) => {
  await stow(request, [makeImage('Wren^Edna', 'WREN-5', 'CT'), makeImage('Wren^Finn', 'WREN-6', 'CT')])
  const remove = async (given: string) => {
    await row(page, given).click()
    await pane(page, given).getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(page.getByText('1 study deleted', { exact: true }).first()).toBeVisible()
  }
  const there = async (id: string) => {
    const { studies } = await call('/study/list', { 'filter.patientid.equals': id })
    return Array.isArray(studies) ? studies.length : -1
  }
  const call = await services(page)
  await remove('Edna')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden()
  await remove('Finn')
  expect(await there('WREN-6')).toBe(1)
  // A hand on the message would hold the time.
  await page.mouse.move(5, 5)
  await expect.poll(() => there('WREN-6')).toBe(0)
  await expect(row(page, 'Finn')).toBeHidden()
  expect(await there('WREN-5')).toBe(1)
  await expect(row(page, 'Edna')).toBeVisible()
})
