import { expect, type Page, test } from '@playwright/test'
import { type DataSet, part10File } from '../src/server/demo/part10.ts'
import { ctSection, ultrasoundFrame } from '../src/server/demo/phantom.ts'
import { common, grey, uid, words } from './dicom.ts'
import { accessible, wear } from './look.ts'
import { services, signIn } from './person.ts'
import { arrived, stow } from './stow.ts'

/** What is read with each kind of study: a film, two modalities in one space, many series, a phone. */

const SIZE = 64

interface Sent {
  readonly study_uid: string
  readonly files: Buffer[]
}

/** Axial images of one series, 5 mm apart. */
function axial(
  head: DataSet,
  SeriesNumber: number,
  count: number,
  more: (n: number) => DataSet = () => ({}),
): Buffer[] {
  const SeriesInstanceUID = uid()
  return Array.from({ length: count }, (_, n) =>
    part10File({
      ...head,
      ...grey(SIZE, true),
      ...{ SOPInstanceUID: uid(), SeriesInstanceUID, SeriesNumber, InstanceNumber: n + 1 },
      ImagePositionPatient: [-80, -80, n * 5],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      PixelSpacing: [2.5, 2.5],
      SliceThickness: 5,
      PixelData: words(ctSection(SIZE, 0, n + 1)),
      ...more(n),
    }),
  )
}

function film(): Sent {
  const study_uid = uid()
  const [Columns, Rows] = [120, 90]
  const frames = Array.from({ length: 8 }, (_, n) => ultrasoundFrame(Columns, Rows, n / 8, n + 1))
  const file = part10File({
    ...common('STORY^FILM', 'STORY-1', study_uid, 'US', 'US Kidney'),
    ...{ SamplesPerPixel: 3, PlanarConfiguration: 0, PhotometricInterpretation: 'RGB', Rows, Columns },
    ...{ BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelRepresentation: 0 },
    ...{ NumberOfFrames: frames.length, FrameTime: 50, FrameIncrementPointer: '00181063' },
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.3.1',
    ...{ SOPInstanceUID: uid(), SeriesInstanceUID: uid(), SeriesNumber: 1, InstanceNumber: 1 },
    PixelData: Buffer.concat(frames.map((frame) => Buffer.from(frame))),
  })
  return { study_uid, files: [file] }
}

function petCt(): Sent {
  const [study_uid, FrameOfReferenceUID] = [uid(), uid()]
  const head = (modality: string, SOPClassUID: string): DataSet => ({
    ...common('STORY^PETCT', 'STORY-2', study_uid, modality, 'PET/CT'),
    ...{ SOPClassUID, FrameOfReferenceUID, ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'] },
  })
  const pet: DataSet = {
    ...head('PT', '1.2.840.10008.5.1.4.1.1.128'),
    ...{
      SeriesDescription: 'PET AC',
      Units: 'BQML',
      DecayCorrection: 'START',
      CorrectedImage: ['ATTN', 'DECY'],
    },
    ...{ PatientWeight: 70, RescaleSlope: 10, RescaleIntercept: 0 },
    ...{
      SeriesDate: '20261101',
      SeriesTime: '110000',
      AcquisitionDate: '20261101',
      AcquisitionTime: '110000',
    },
    RadiopharmaceuticalInformationSequence: [
      {
        ...{ RadiopharmaceuticalStartTime: '100000', RadionuclideTotalDose: 350_000_000 },
        RadionuclideHalfLife: 6588,
      },
    ],
  }
  const ct: DataSet = {
    ...head('CT', '1.2.840.10008.5.1.4.1.1.2'),
    ...{ SeriesDescription: 'CT low dose', RescaleSlope: 1, RescaleIntercept: 0 },
  }
  return { study_uid, files: [...axial(ct, 2, 6), ...axial(pet, 3, 6)] }
}

function manySeries(): Sent {
  const [study_uid, FrameOfReferenceUID] = [uid(), uid()]
  const head: DataSet = {
    ...common('STORY^MANY', 'STORY-3', study_uid, 'MR', 'MR Brain'),
    ...{ SOPClassUID: '1.2.840.10008.5.1.4.1.1.4', FrameOfReferenceUID },
  }
  const names = ['T1', 'T2', 'FLAIR', 'SWI', 'T1 Gd', 'T2 cor', 'T1 sag', 'TOF', 'PD', 'STIR', 'MPRAGE']
  const plain = names.flatMap((SeriesDescription, n) => axial({ ...head, SeriesDescription }, n + 1, 2))
  // Two b-values at each place: two stacks that belong together.
  const diffusion = [0, 1000].flatMap((DiffusionBValue, phase) =>
    [0, 1, 2].map((place) => ({ DiffusionBValue, phase, place })),
  )
  const dwi = axial({ ...head, SeriesDescription: 'DWI' }, 12, diffusion.length, (n) => {
    const { DiffusionBValue = 0, place = 0 } = diffusion[n] ?? {}
    return { DiffusionBValue, ImagePositionPatient: [-80, -80, place * 5] }
  })
  return { study_uid, files: [...plain, ...dwi] }
}

const valuesOf = (page: Page, attribute: string): Promise<string[]> =>
  page
    .locator(`[${attribute}]`)
    .evaluateAll((all, name) => all.map((element) => element.getAttribute(name) ?? ''), attribute)

test('a film plays, PET is counted and laid over CT, an MR of twelve series is seen at once', async ({
  page,
}) => {
  await wear(page, 'dark', 1440)
  await signIn(page)
  const call = await services(page)
  const [us, pet, mr] = [film(), petCt(), manySeries()]
  await stow(
    page.request,
    [us, pet, mr].flatMap(({ files }) => files),
  )
  const first = page.locator('[data-viewport="0"]')
  const open = async ({ study_uid }: Sent) => {
    const uuid = await arrived(call, study_uid)
    await page.goto(`/studies/${uuid}/view`)
    await expect(first.locator('[data-view]')).toBeAttached()
    await first.focus()
    return uuid
  }

  const uuids = [await open(us)]
  await page.keyboard.press('c')
  await expect(page.locator('[data-cine=FrameTime]')).toContainText('20 fps')
  await expect(first.locator('[data-view]')).not.toHaveAttribute('data-frame', '1')

  uuids.push(await open(pet))
  await expect(page.locator('[data-hanging=pet-ct]')).toBeVisible()
  const uptake = page.locator('[data-viewport="1"]')
  await expect(uptake.locator('[data-view]')).toBeAttached()
  await uptake.hover()
  await expect(uptake).toContainText('SUVbw')
  await first.focus()
  await page.keyboard.press('Shift+M')
  await expect(page.locator('[data-volume=ready]')).toBeVisible()
  await page.getByLabel('Fuse with').selectOption({ label: 'PT PET AC' })
  await expect(page.getByRole('slider', { name: 'How strong the second series is' })).toBeVisible()
  await page.locator('[data-plane=axial]').focus()
  await page.keyboard.press('Shift+M')

  uuids.push(await open(mr))
  await page.keyboard.press('.')
  await page.keyboard.press('.')
  await expect(page.locator('[data-view]')).toHaveCount(13)
  // In the order of their numbers, however they came.
  const listed = await valuesOf(page, 'data-stack')
  await expect
    .poll(async () => (await valuesOf(page, 'data-series')).slice(0, 11))
    .toEqual(listed.slice(0, 11))
  await page.locator('[data-viewport]').filter({ hasText: 'b 0' }).first().focus()
  await page.keyboard.press('Shift+PageDown')
  await expect(page.locator('[data-viewport]').filter({ hasText: 'b 1,000' }).first()).toBeVisible()
  await accessible(page)
  for (const uuid of uuids) await call('/study/delete', { uuid })
})

test('key images are chosen on a phone and become an object of the study', async ({ page }) => {
  await wear(page, 'light', 390)
  await signIn(page)
  const call = await services(page)
  const { study_uid, files } = petCt()
  await stow(page.request, files)
  const uuid = await arrived(call, study_uid)
  await page.goto(`/studies/${uuid}/view`)
  const picture = page.locator('[data-viewport="0"]')
  await expect(picture.locator('[data-view]')).toBeAttached()
  await page.getByRole('button', { name: 'Key', exact: true }).click()
  await expect(picture.getByText('Key image')).toBeVisible()
  await page.getByRole('button', { name: 'Measurements', exact: true }).click()
  await expect(page.getByRole('complementary').getByText(/^Se 2 Im/)).toBeVisible()
  await accessible(page)

  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`/studies/${uuid}/view`)
  await expect(page.getByRole('button', { name: /CT low dose.*has key images/ })).toBeVisible()
  await page.getByRole('button', { name: 'Take out' }).click()
  await page.getByRole('menuitem', { name: 'Key images as a selection (KO)' }).click()
  await expect(page.getByRole('button', { name: /^Key object selection/ })).toBeVisible()
  await call('/study/delete', { uuid })
})

test('planes that were left open come after the pictures of the stack', async ({ page }) => {
  await wear(page, 'dark', 1440)
  await signIn(page)
  const call = await services(page)
  const { study_uid, files } = petCt()
  await stow(page.request, files)
  const uuid = await arrived(call, study_uid)
  await page.goto(`/studies/${uuid}/view`)
  const first = page.locator('[data-viewport="0"]')
  await expect(first.locator('[data-view]')).toBeAttached()
  await first.focus()
  const kept = page.waitForResponse(
    (answer) => answer.url().includes('/setting/set') && (answer.request().postData() ?? '').includes('room'),
  )
  await page.keyboard.press('Shift+M')
  await expect(page.locator('[data-volume=ready]')).toBeVisible()
  await kept

  // The line is slow for all pictures but the first.
  let asked = 0
  await page.route(/\/frames\//, async (route) => {
    if (asked++ > 0) await new Promise((done) => setTimeout(done, 1500))
    await route.continue()
  })
  await page.reload()
  await expect(first.locator('[data-view]')).toBeAttached()
  await expect(first).toBeVisible()
  await expect(page.getByText('Reformatted planes are made ready')).toBeVisible()
  await expect(page.locator('[data-volume=loading]')).toBeAttached()
  expect(await first.locator('[data-view]').getAttribute('data-image')).not.toBe('')
  // They can be read meanwhile.
  await first.focus()
  await page.keyboard.press('i')
  await expect(first.locator('[data-view]')).toHaveAttribute('data-inverted', 'true')
  await expect(page.locator('[data-volume=ready]')).toBeVisible({ timeout: 40_000 })
  await expect(first).toBeHidden()
  await expect(page.locator('[data-plane=axial]')).toBeFocused()
  await call('/study/delete', { uuid })
})
