import { expect, test } from 'vitest'
import type { Dataset } from '../../data/dicomJson.ts'
import { isTwelveLead, LAYOUTS, leadOf, paperOf } from './leads.ts'
import { scaleOf, spanOf } from './scale.ts'
import { annotationsOf, type Recording, recordingOf } from './waveform.ts'

const code = (value: string, meaning = value): Dataset => ({
  '00080100': { Value: [value] },
  '00080104': { Value: [meaning] },
})
const channel = (name: string, unit: string, sensitivity: number, baseline = 0): Dataset => ({
  '003A0208': { Value: [code('x', name)] },
  '003A0210': { Value: [sensitivity] },
  '003A0211': { Value: [code(unit)] },
  '003A0212': { Value: [2] },
  '003A0213': { Value: [baseline] },
})
const group: Dataset = {
  '003A0005': { Value: [2] },
  '003A0010': { Value: [3] },
  '003A001A': { Value: [500] },
  '54001006': { Value: ['SS'] },
  '003A0200': { Value: [channel('Lead I', 'uV', 1.25), channel('Pressure', 'mm[Hg]', 0.5, 10)] },
}
const bytes = new Uint8Array(Int16Array.from([400, 20, -400, 40, 0, 60]).buffer)

test('samples become what was measured: sensitivity, correction, baseline, and millivolts for voltages', () => {
  const recording = recordingOf(group, bytes)
  expect(recording?.channels.map(({ source, unit, values }) => [source, unit, [...values]])).toEqual([
    ['Lead I', 'mV', [1, -1, 0]],
    ['Pressure', 'mm[Hg]', [30, 50, 70]],
  ])
})

test('what lies about its length is read as far as it goes; what cannot be read is none', () => {
  expect(recordingOf({ ...group, '003A0010': { Value: [99] } }, bytes)?.channels[0]?.values).toHaveLength(3)
  expect(recordingOf(group, new Uint8Array(2))).toBeUndefined()
  expect(recordingOf({ ...group, '54001006': { Value: ['AB'] } }, bytes)).toBeUndefined()
  expect(recordingOf({ ...group, '003A001A': { Value: [0] } }, bytes)).toBeUndefined()
})

const LEADS = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6']
const ecg: Recording = {
  label: '',
  frequency: 500,
  channels: LEADS.map((lead) => ({ source: `Lead ${lead}`, unit: 'mV', values: new Float32Array(5000) })),
}

test('leads are known by their words', () => {
  expect(['Lead II', 'aVR', 'AVL', 'Lead V3 (unipolar)', 'Pressure', 'lead iii'].map(leadOf)).toEqual([
    'II',
    'aVR',
    'aVL',
    'V3',
    undefined,
    'III',
  ])
  expect(isTwelveLead(ecg)).toBe(true)
})

test('the standard layouts: columns follow in time, 3×4 has a rhythm strip', () => {
  const [three, six, twelve] = LAYOUTS.map((layout) => paperOf(ecg, layout))
  expect([three?.rows, six?.rows, twelve?.rows]).toEqual([4, 6, 12])
  expect([three?.strips.length, six?.strips.length, twelve?.strips.length]).toEqual([13, 12, 12])
  expect(three?.strips.find(({ name }) => name === 'V5')).toMatchObject({
    row: 1,
    at: 7.5,
    from: 7.5,
    to: 10,
  })
  expect(three?.strips.at(-1)).toMatchObject({ name: 'II', row: 3, from: 0, to: 10 })
  expect(six?.strips.find(({ name }) => name === 'V1')).toMatchObject({ row: 0, at: 5 })
})

test('another recording stands channel below channel', () => {
  const recording = recordingOf(group, bytes)
  expect(recording && paperOf(recording, '3x4').strips.map(({ name, row }) => [name, row])).toEqual([
    ['Lead I', 0],
    ['Pressure', 1],
  ])
})

test('annotations are written with their unit', () => {
  expect(
    annotationsOf({
      '0040B020': {
        Value: [
          {
            '0040A043': { Value: [code('1', 'Heart rate')] },
            '0040A30A': { Value: [72] },
            '004008EA': { Value: [code('/min')] },
          },
          { '00700006': { Value: ['Sinus rhythm'] } },
          {},
        ],
      },
    }),
  ).toEqual([
    { name: 'Heart rate', value: '72 /min' },
    { name: '', value: 'Sinus rhythm' },
  ])
})

test('calipers measure what the paper says, whatever its scale', () => {
  for (const [speed, gain] of [
    [25, 10],
    [50, 20],
  ] as const) {
    const scale = scaleOf(paperOf(ecg, '12x1'), { width: 1000, height: 4000 }, speed, gain)
    expect(scale.pixelsPerMm).toBe(4)
    const span = spanOf([100, 50], [100 + speed * 4 * 0.8, 50 + gain * 4 * 1.5], scale, gain)
    expect(span.milliseconds).toBeCloseTo(800)
    expect(span.rate).toBeCloseTo(75)
    expect(span.millivolts).toBeCloseTo(1.5)
  }
})
