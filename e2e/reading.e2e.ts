import { expect, test } from '@playwright/test'
import { ctFiles, mammographyFiles } from './compare.ts'
import { accessible, wear } from './look.ts'
import { services, signIn } from './person.ts'
import { stow } from './stow.ts'

/** The uuid of the newest study of a patient, once all of theirs are whole: until then none is hung as a prior. */
async function newest(api: Awaited<ReturnType<typeof services>>, id: string, count: number): Promise<string> {
  const whole = { 'filter.patientid.equals': id, 'filter.phantom.equals': '0' }
  await expect.poll(async () => (await api('/study/count', { ...whole, nocache: '1' })).count).toBe(count)
  const { studies } = await api('/study/list', {
    'filter.patientid.equals': id,
    sort_by: 'study_date-desc',
  })
  const [first]: { uuid: string }[] = Array.isArray(studies) ? studies : []
  return first?.uuid ?? ''
}

test('a CT is hung beside its prior, scrolled with it, and another prior takes its place', async ({
  page,
  request,
}) => {
  const who = { name: 'Thistledown^Per', id: 'READ-1', description: 'CT Chest/Abdomen' }
  await stow(request, ctFiles({ ...who, date: '20261123' }, 8))
  await stow(request, ctFiles({ ...who, date: '20260212' }, 8, 300))
  await stow(request, ctFiles({ ...who, date: '20250112' }, 6, 100))
  const api = await services({ request })
  await wear(page, 'dark', 1440)
  await signIn(page)
  await page.goto(`/studies/${await newest(api, who.id, 3)}/view`)

  const current = page.locator('[data-viewport="0"]')
  const prior = page.locator('[data-viewport="1"]')
  await expect(page.locator('[data-hanging="follow-up"]')).toBeVisible()
  await expect(current.getByText('Current 23 Nov 2026')).toBeVisible()
  await expect(prior.getByText('Prior 1 · 12 Feb 2026')).toBeVisible()
  await expect(prior.getByText('Soft 5.0 · Se 2')).toBeVisible()

  // Different frames of reference: the distance at the moment of linking is kept.
  await expect(current.getByText('Im 4/8')).toBeVisible()
  await expect(prior.getByText('Im 4/8')).toBeVisible()
  await current.focus()
  await page.keyboard.press('ArrowDown')
  await expect(current.getByText('Im 5/8')).toBeVisible()
  await expect(prior.getByText('Im 5/8')).toBeVisible()
  await page.keyboard.press('2')
  await expect(prior.getByText('W 1,500')).toBeVisible()

  await page.keyboard.press('Shift+P')
  await expect(prior.getByText('Prior 2 · 12 Jan 2025')).toBeVisible()
  await page.keyboard.press('.')
  await expect(page.locator('[data-viewport="3"]').getByText('Lung 5.0 · Se 3')).toBeVisible()
  await accessible(page)
})

test('a screening mammography: four views with the chest walls in the middle at one scale, then eight', async ({
  page,
  request,
}) => {
  const who = { name: 'Bramble^Ada', id: 'READ-2', description: 'Mammography screening' }
  await stow(request, mammographyFiles({ ...who, date: '20261120' }))
  await stow(request, mammographyFiles({ ...who, date: '20241120' }))
  const api = await services({ request })
  await wear(page, 'light', 1440)
  await signIn(page)
  await page.goto(`/studies/${await newest(api, who.id, 2)}/view`)

  for (const [cell, name] of ['R CC', 'L CC', 'R MLO', 'L MLO'].entries()) {
    await expect(
      page.locator(`[data-viewport="${cell}"]`).getByText(name, { exact: false }).first(),
    ).toBeVisible()
  }
  const tiles = page.locator('[data-view]')
  await expect(tiles).toHaveCount(4)
  const matrices = await tiles.evaluateAll((views) =>
    views.map((view) => (view.getAttribute('data-matrix') ?? '').split(' ').map(Number)),
  )
  // CC pixels are 1 mm, MLO pixels 1.25 mm: the same millimetre is as long on the screen.
  const scales = matrices.map(([, , , d = 0], cell) => d / (cell < 2 ? 1 : 1.25))
  for (const scale of scales) expect(scale).toBeCloseTo(scales[0] ?? 0, 5)
  // The left breast came with its chest wall on the wrong side: mirrored, and said so.
  expect(matrices.map(([a = 0]) => Math.sign(a))).toEqual([1, -1, 1, -1])
  await expect(page.locator('[data-viewport="1"]').getByText('flipped')).toBeVisible()

  await page.locator('[data-viewport="0"]').focus()
  await page.keyboard.press('.')
  await expect(page.locator('[data-study-label="1"]')).toHaveCount(4)
  await expect(page.locator('[data-viewport="7"]').getByText('L CC · Se 2')).toBeVisible()
  await accessible(page)
})
