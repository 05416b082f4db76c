import type {
  CellDisplay,
  CellPlan,
  Protocol,
  ScopedProtocol,
  StackRule,
  Stage,
  StudyRule,
} from './protocol.ts'

/**
 * The protocols that everybody has (conventions 9). Their names are texts of the reader's language by `id`. A protocol
 * of a user, role or account that fits a study as well goes before them.
 */

const isModality = (value: string): StudyRule => ({
  ...{ attribute: 'Modality', test: 'is', value, required: true, weight: 10 },
})
const stackRule = (
  attribute: StackRule['attribute'],
  test: StackRule['test'],
  value: string,
  required = false,
  weight = 1,
): StackRule => ({ attribute, test, value, required, weight })

const hasPriors: StudyRule = {
  ...{ attribute: 'priors', test: 'atLeast', value: '1', required: true, weight: 10 },
}

const cell = (rules: StackRule[], display: CellDisplay = {}): CellPlan => ({ prior: 0, rules, display })
const prior = (like: number, number = 1, display: CellDisplay = {}): CellPlan => ({
  ...{ prior: number, rules: [], like, display },
})
const stage = (name: string, shape: Stage['shape'], cells: CellPlan[] = []): Stage => ({ name, shape, cells })

/** What a reader looks at first: pictures enough to be the examination itself. */
const main: StackRule[] = [stackRule('localizer', 'is', 'false', true), stackRule('images', 'atLeast', '5')]

const plane = (name: string): CellPlan =>
  cell([stackRule('localizer', 'is', 'false', true), stackRule('plane', 'is', name, true)])

/** A view of the heart, which is told by its words alone; films of it before stills. */
const view = (words: string): CellPlan =>
  cell([
    stackRule('localizer', 'is', 'false', true),
    stackRule('SeriesDescription', 'contains', words, true, 5),
    stackRule('images', 'atLeast', '10'),
  ])

const breast = (side: 'R' | 'L', view: 'CC' | 'MLO'): CellPlan =>
  cell(
    [stackRule('laterality', 'is', side, true), stackRule('view', 'is', view, true)],
    // Right breast on the reader's left, both chest walls in the middle.
    { wall: side === 'R' ? 'right' : 'left', sameScale: true },
  )

const FOUR: CellPlan[] = [breast('R', 'CC'), breast('L', 'CC'), breast('R', 'MLO'), breast('L', 'MLO')]

/** The prior's views beside the current ones, laid as these are. */
const earlier = (plan: CellPlan): CellPlan => ({ ...plan, prior: 1 })

const MLO_CC: CellPlan[] = [breast('R', 'MLO'), breast('L', 'MLO'), breast('R', 'CC'), breast('L', 'CC')]
const CC: CellPlan[] = [breast('R', 'CC'), breast('L', 'CC')]
const MLO: CellPlan[] = [breast('R', 'MLO'), breast('L', 'MLO')]

const compare: Stage[] = [
  stage('compare', { rows: 1, columns: 2 }, [cell(main), prior(0)]),
  stage('compareTwo', { rows: 2, columns: 2 }, [cell(main), prior(0), cell(main), prior(2)]),
  stage('current', 'own'),
]

const PROTOCOLS: readonly Protocol[] = [
  {
    id: 'mammography',
    name: '',
    match: [
      isModality('MG'),
      { attribute: 'series', test: 'atLeast', value: '2', required: true, weight: 1 },
    ],
    priority: 20,
    stages: [
      stage('fourViews', { rows: 2, columns: 2 }, FOUR),
      stage('eightViews', { rows: 2, columns: 4 }, [...MLO_CC.map(earlier), ...MLO_CC]),
      stage('ccAndPrior', { rows: 2, columns: 2 }, [...CC, ...CC.map(earlier)]),
      stage('mloAndPrior', { rows: 2, columns: 2 }, [...MLO, ...MLO.map(earlier)]),
      stage('rightAlone', { rows: 1, columns: 2 }, [breast('R', 'CC'), breast('R', 'MLO')]),
      stage('leftAlone', { rows: 1, columns: 2 }, [breast('L', 'CC'), breast('L', 'MLO')]),
    ],
  },
  {
    id: 'follow-up',
    name: '',
    match: [isModality('CT|MR'), hasPriors],
    priority: 10,
    stages: compare,
  },
  {
    id: 'radiograph-follow-up',
    name: '',
    match: [isModality('CR|DX'), hasPriors],
    priority: 10,
    stages: [
      stage('compare', { rows: 1, columns: 2 }, [cell([]), prior(0)]),
      stage('current', { fitted: 4 }),
    ],
  },
  {
    id: 'pet-ct',
    name: '',
    match: [isModality('PT'), isModality('CT')],
    priority: 15,
    stages: [
      stage('petBesideCt', { rows: 1, columns: 2 }, [
        cell([stackRule('Modality', 'is', 'CT', true), ...main, stackRule('plane', 'is', 'axial')], {
          preset: 'soft-tissue',
        }),
        cell([stackRule('Modality', 'is', 'PT', true), stackRule('plane', 'is', 'axial')]),
      ]),
      stage('own', 'own'),
    ],
  },
  {
    id: 'cardiac-mr',
    name: '',
    match: [
      isModality('MR'),
      {
        ...{ attribute: 'StudyDescription', test: 'contains', required: true, weight: 10 },
        value: 'cardiac|heart|cardio|coeur|cœur|herz|cmr',
      },
    ],
    priority: 5,
    stages: [
      stage('cardiacPlanes', { rows: 2, columns: 2 }, [
        view('4ch|4 ch|4-ch|four chamber|4 cav'),
        view('3ch|3 ch|3-ch|three chamber|lvot|3 cav'),
        view('2ch|2 ch|2-ch|two chamber|2 cav'),
        view('sax|short axis|petit axe|sa '),
      ]),
      stage('own', 'own', [cell(main)]),
    ],
  },
  {
    id: 'ct',
    name: '',
    match: [isModality('CT')],
    priority: 0,
    stages: [
      stage('own', 'own', [cell(main)]),
      stage('planes', { rows: 2, columns: 2 }, [plane('axial'), plane('coronal'), plane('sagittal')]),
    ],
  },
  {
    id: 'mr',
    name: '',
    match: [isModality('MR')],
    priority: 0,
    stages: [
      stage('own', 'own', [cell(main)]),
      stage('planes', { rows: 2, columns: 2 }, [plane('sagittal'), plane('axial'), plane('coronal')]),
      stage('all', { rows: 4, columns: 4 }),
    ],
  },
  {
    id: 'radiograph',
    name: '',
    match: [isModality('CR|DX|IO|RG')],
    priority: 0,
    stages: [stage('sideBySide', { fitted: 4 })],
  },
  {
    id: 'ultrasound',
    name: '',
    match: [isModality('US')],
    priority: 0,
    stages: [stage('twoUp', { fitted: 2 }), stage('sixUp', { fitted: 6 })],
  },
  { id: 'any', name: '', match: [], priority: 0, stages: [stage('own', 'own')] },
]

export const STANDARD: readonly ScopedProtocol[] = PROTOCOLS.map((protocol) => ({
  ...protocol,
  scope: 'standard',
}))
