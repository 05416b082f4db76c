import { expect, test } from 'vitest'
import type { Dataset } from '../../data/dicomJson.ts'
import { contentOf } from './content.ts'
import { figuresOf } from './figures.ts'

const code = (value: string, meaning: string): Dataset => ({
  '00080100': { Value: [value] },
  '00080102': { Value: ['DCM'] },
  '00080104': { Value: [meaning] },
})
const item = (type: string, name: string, more: Dataset = {}, ...children: Dataset[]): Dataset => ({
  '0040A040': { Value: [type] },
  ...(name === '' ? {} : { '0040A043': { Value: [code('1', name)] } }),
  ...(children.length === 0 ? {} : { '0040A730': { Value: children } }),
  ...more,
})
const number = (name: string, value: number, unit: string, ...children: Dataset[]) =>
  item(
    'NUM',
    name,
    {
      '0040A300': { Value: [{ '0040A30A': { Value: [value] }, '004008EA': { Value: [code(unit, unit)] } }] },
    },
    ...children,
  )
const image = (uid: string, frame?: number) =>
  item('IMAGE', '', {
    '00081199': {
      Value: [
        { '00081155': { Value: [uid] }, ...(frame === undefined ? {} : { '00081160': { Value: [frame] } }) },
      ],
    },
  })
const scoord = (type: string, data: number[], ...children: Dataset[]) =>
  item('SCOORD', '', { '00700023': { Value: [type] }, '00700022': { Value: data } }, ...children)

const REPORT = item(
  'CONTAINER',
  'Imaging Measurement Report',
  {},
  item('PNAME', 'Observer', { '0040A123': { Value: [{ Alphabetic: 'Doe^John' }] } }),
  item(
    'CONTAINER',
    'Measurement Group',
    {},
    item('CODE', 'Finding', { '0040A168': { Value: [code('2', 'Nodule')] } }),
    number('Diameter', 4.5, 'mm', scoord('POLYLINE', [1, 2, 3, 4], image('1.2'))),
    number('Area', 12, 'mm2'),
    scoord('CIRCLE', [5, 5, 5, 9], image('1.3', 2)),
  ),
  item(
    'CONTAINER',
    'Measurement Group',
    {},
    number('Volume', 200, 'mm3'),
    item('SCOORD3D', 'Volume Surface', {
      '00700023': { Value: ['POINT'] },
      '00700022': { Value: [1, 2, 3] },
      '30060024': { Value: ['9.9'] },
    }),
  ),
)

test('a tree with its values as people write them', () => {
  const root = contentOf(REPORT)
  expect(root.name).toBe('Imaging Measurement Report')
  expect(root.children[0]).toMatchObject({ name: 'Observer', value: 'Doe^John' })
  expect(root.children[1]?.children.map(({ name, value }) => `${name} ${value}`)).toEqual([
    'Finding Nodule',
    'Diameter 4.5 mm',
    'Area 12 mm²',
    ' ',
  ])
})

test('coordinates are drawn on the images they were selected from, with the numbers they belong to', () => {
  const [line, circle, point] = figuresOf(contentOf(REPORT))
  expect(line).toMatchObject({
    figure: {
      form: 'line',
      points: [
        [1, 2],
        [3, 4],
      ],
      lines: ['Diameter 4.5 mm'],
    },
    references: [{ SOPInstanceUID: '1.2', frames: [] }],
  })
  expect(circle).toMatchObject({
    figure: { form: 'circle', lines: ['Nodule', 'Diameter 4.5 mm', 'Area 12 mm²'] },
    references: [{ SOPInstanceUID: '1.3', frames: [2] }],
  })
  expect(point).toMatchObject({ FrameOfReferenceUID: '9.9', world: [[1, 2, 3]], lines: ['Volume 200 mm³'] })
})

test('a report that never ends is cut, one without content is empty', () => {
  let deep = item('TEXT', 'x')
  for (let n = 0; n < 200; n++) deep = item('CONTAINER', 'x', {}, deep)
  expect(() => contentOf(deep)).not.toThrow()
  expect(contentOf({}).children).toEqual([])
})
