import { randomUUID } from 'node:crypto'
import { type DataSet, part10File } from './part10.ts'
import { chestRadiograph, ctSection, mrSection, ultrasoundFrame } from './phantom.ts'

/** The demonstration's studies: invented people, computed pictures. */

export interface DemoStudy {
  study_uid: string
  status: string | null
  tags: readonly string[]
  comment: string | null
  star: boolean
  /** Made one by one, so that only one file is in memory. */
  files(): Iterable<Buffer>
}

const uid = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`

const SOP_CLASS = {
  CT: '1.2.840.10008.5.1.4.1.1.2',
  MR: '1.2.840.10008.5.1.4.1.1.4',
  CR: '1.2.840.10008.5.1.4.1.1.1',
  US: '1.2.840.10008.5.1.4.1.1.3.1',
}
type Modality = keyof typeof SOP_CLASS

interface Plan {
  name: string
  id: string
  sex: 'F' | 'M'
  birth: string
  modality: Modality
  description: string
  daysAgo: number
  referrer: string
  status?: string
  tags?: readonly string[]
  comment?: string
  star?: boolean
}

const PLANS: readonly Plan[] = [
  {
    name: 'Thistledown^Per',
    id: '204118',
    sex: 'M',
    birth: '19550304',
    modality: 'CT',
    description: 'CT Chest/Abdomen w/o contrast',
    daysAgo: 0,
    referrer: 'Okonjo^Rita',
    tags: ['Oncology'],
    comment: 'Follow-up: please compare with the study of last year.',
    star: true,
  },
  {
    name: 'Moonbrook^Ines',
    id: '198720',
    sex: 'F',
    birth: '19880611',
    modality: 'MR',
    description: 'MR Head',
    daysAgo: 0,
    referrer: 'Castell^Ivo',
    tags: ['Stroke'],
  },
  {
    name: 'Quillfeather^Otto',
    id: '204120',
    sex: 'M',
    birth: '19720119',
    modality: 'US',
    description: 'US Abdomen complete',
    daysAgo: 1,
    referrer: 'Varga^Sára',
  },
  {
    name: 'Ashgrove^Tamsin',
    id: '176002',
    sex: 'F',
    birth: '19640830',
    modality: 'CT',
    description: 'CT Liver w/ contrast',
    daysAgo: 1,
    referrer: 'Okonjo^Rita',
    status: 'Reading',
    tags: ['MDT'],
  },
  {
    name: 'Windlass^Greta',
    id: '112094',
    sex: 'F',
    birth: '19460207',
    modality: 'CR',
    description: 'CR Chest 1 view',
    daysAgo: 2,
    referrer: 'Castell^Ivo',
    status: 'Preliminary',
    tags: ['Call back'],
  },
  {
    name: 'Pemberley^Nkechi',
    id: '190233',
    sex: 'F',
    birth: '19820923',
    modality: 'MR',
    description: 'MR Head w/ contrast',
    daysAgo: 3,
    referrer: 'Varga^Sára',
    status: 'Final',
  },
  {
    name: 'Larkspur^Emeka',
    id: '187336',
    sex: 'M',
    birth: '19810402',
    modality: 'CR',
    description: 'CR Chest 1 view',
    daysAgo: 4,
    referrer: 'Okonjo^Rita',
    status: 'Draft',
  },
  {
    name: 'Merriweather^Ilse',
    id: '098127',
    sex: 'F',
    birth: '19531115',
    modality: 'CT',
    description: 'CT Abdomen',
    daysAgo: 6,
    referrer: 'Varga^Sára',
    status: 'Addendum',
    tags: ['Oncology'],
  },
  {
    name: 'Thistledown^Per',
    id: '204118',
    sex: 'M',
    birth: '19550304',
    modality: 'CT',
    description: 'CT Chest/Abdomen w/o contrast',
    daysAgo: 284,
    referrer: 'Okonjo^Rita',
    status: 'Final',
  },
  {
    name: 'Kestrel^Johannes',
    id: '077261',
    sex: 'M',
    birth: '19430728',
    modality: 'CR',
    description: 'CR Chest 1 view',
    daysAgo: 9,
    referrer: 'Castell^Ivo',
    status: 'Final',
    star: true,
  },
]

const dateOf = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
const ageOf = (birth: string, date: string) =>
  `${String(Math.floor((Number(date) - Number(birth)) / 10_000)).padStart(3, '0')}Y`

function common(plan: Plan, n: number, study_uid: string): DataSet {
  const date = dateOf(plan.daysAgo)
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: SOP_CLASS[plan.modality],
    StudyDate: date,
    SeriesDate: date,
    StudyTime: `${String(8 + (n % 9)).padStart(2, '0')}${String((n * 17) % 60).padStart(2, '0')}00`,
    AccessionNumber: `A-${88_100 + n * 7}`,
    Modality: plan.modality,
    Manufacturer: 'Collimate demonstration',
    InstitutionName: 'Halden Radiology',
    ReferringPhysicianName: plan.referrer,
    StudyDescription: plan.description,
    PatientName: plan.name,
    PatientID: plan.id,
    PatientBirthDate: plan.birth,
    PatientSex: plan.sex,
    PatientAge: ageOf(plan.birth, date),
    StudyInstanceUID: study_uid,
    StudyID: String(n + 1),
  }
}

const words = (pixels: Int16Array) => Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength)

const grey = (size: number, bits: number, signed: boolean): DataSet => ({
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: size,
  Columns: size,
  BitsAllocated: 16,
  BitsStored: bits,
  HighBit: bits - 1,
  PixelRepresentation: signed ? 1 : 0,
})

const SECTION_SIZE = 256

/** Axial sections of one series: `thickness` in mm, from feet to head. */
function* sections(
  base: DataSet,
  plan: Plan,
  number: number,
  description: string,
  count: number,
  windows: [string, string],
  n: number,
): Iterable<Buffer> {
  const series = uid()
  const frame = String(base.FrameOfReferenceUID)
  const thickness = 200 / count
  const spacing = plan.modality === 'CT' ? 1.6 : 0.9
  const corner = (-SECTION_SIZE / 2) * spacing
  for (let at = 0; at < count; at++) {
    const z = -0.95 + (1.9 * at) / Math.max(1, count - 1)
    const pixels =
      plan.modality === 'CT'
        ? ctSection(SECTION_SIZE, z, n * 1000 + at)
        : mrSection(SECTION_SIZE, z, n * 1000 + at)
    yield part10File({
      ...base,
      ...grey(SECTION_SIZE, 16, true),
      ...(plan.modality === 'CT'
        ? {
            RescaleIntercept: 0,
            RescaleSlope: 1,
            RescaleType: 'HU',
            KVP: 120,
            ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
          }
        : {
            ScanningSequence: 'SE',
            SequenceVariant: 'NONE',
            RepetitionTime: 520,
            EchoTime: 12,
            MagneticFieldStrength: 1.5,
            ImageType: ['ORIGINAL', 'PRIMARY', 'M'],
          }),
      SOPInstanceUID: uid(),
      SeriesInstanceUID: series,
      SeriesNumber: number,
      SeriesDescription: description,
      BodyPartExamined: plan.modality === 'CT' ? 'ABDOMEN' : 'HEAD',
      FrameOfReferenceUID: frame,
      PatientPosition: 'HFS',
      InstanceNumber: at + 1,
      ImagePositionPatient: [corner, corner, Number((at * thickness).toFixed(3))],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      PixelSpacing: [spacing, spacing],
      SliceThickness: Number(thickness.toFixed(3)),
      SliceLocation: Number((at * thickness).toFixed(3)),
      WindowCenter: windows[0].split('\\'),
      WindowWidth: windows[1].split('\\'),
      PixelData: words(pixels),
    })
  }
}

const RADIOGRAPH_SIZE = 1024

function radiograph(base: DataSet, n: number): Buffer {
  return part10File({
    ...base,
    ...grey(RADIOGRAPH_SIZE, 12, false),
    SOPInstanceUID: uid(),
    SeriesInstanceUID: uid(),
    SeriesNumber: 1,
    SeriesDescription: 'Chest PA',
    InstanceNumber: 1,
    BodyPartExamined: 'CHEST',
    ViewPosition: 'PA',
    PatientOrientation: ['L', 'F'],
    ImagerPixelSpacing: [0.35, 0.35],
    RescaleIntercept: 0,
    RescaleSlope: 1,
    WindowCenter: 1900,
    WindowWidth: 3200,
    PixelData: words(chestRadiograph(RADIOGRAPH_SIZE, n + 1)),
  })
}

const LOOP = { width: 400, height: 300, frames: 20 }

function loop(base: DataSet, n: number): Buffer {
  const frames = Array.from({ length: LOOP.frames }, (_, at) =>
    ultrasoundFrame(LOOP.width, LOOP.height, at / LOOP.frames, n * 100 + at),
  )
  return part10File({
    ...base,
    SamplesPerPixel: 3,
    PlanarConfiguration: 0,
    PhotometricInterpretation: 'RGB',
    Rows: LOOP.height,
    Columns: LOOP.width,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    NumberOfFrames: LOOP.frames,
    FrameTime: 66.67,
    SOPInstanceUID: uid(),
    SeriesInstanceUID: uid(),
    SeriesNumber: 1,
    SeriesDescription: 'Right kidney',
    InstanceNumber: 1,
    PixelData: Buffer.concat(frames),
  })
}

function* filesOf(plan: Plan, n: number, study_uid: string): Iterable<Buffer> {
  const base: DataSet = { ...common(plan, n, study_uid), FrameOfReferenceUID: uid() }
  if (plan.modality === 'CT') {
    yield* sections(base, plan, 2, 'Soft tissue 5.0', 40, ['40\\-600', '400\\1500'], n)
    yield* sections(base, plan, 3, 'Lung 8.0', 24, ['-600', '1500'], n + 50)
  } else if (plan.modality === 'MR') {
    yield* sections(base, plan, 2, 'T1 axial', 28, ['600', '1200'], n)
  } else if (plan.modality === 'CR') yield radiograph(base, n)
  else yield loop(base, n)
}

export function demoStudies(): DemoStudy[] {
  return PLANS.map((plan, n) => {
    const study_uid = uid()
    return {
      study_uid,
      status: plan.status ?? null,
      tags: plan.tags ?? [],
      comment: plan.comment ?? null,
      star: plan.star ?? false,
      files: () => filesOf(plan, n, study_uid),
    }
  })
}
