import { expect, test } from 'vitest'
import { measure } from '../marks/measure.ts'
import { formatStat } from '../marks/text.ts'
import { makeStack } from '../testing/stack.ts'
import { calibrated, mayCalibrate } from './calibrate.ts'
import type { Stack } from './stack.ts'

const line = {
  tool: 'length',
  points: [
    [0, 0],
    [30, 40],
  ],
  label: '',
} as const
const radiograph = (calibration: 'none' | 'Proj' | 'body'): Stack => {
  const stack = makeStack({ id: 's', Modality: 'DX', positions: [[0, 0, 0]], located: false })
  const frames = stack.frames.map((frame) => ({ ...frame, instance: { ...frame.instance, calibration } }))
  return { ...stack, frames }
}
const lengthAfter = (stack: Stack, factor: number): string => {
  const [frame] = calibrated({ stacks: [stack], wholes: [], others: [] }, factor).stacks[0]?.frames ?? []
  const [stat] = frame ? measure(line, frame, undefined) : []
  return stat ? formatStat(stat, 'en') : ''
}

test('pixels become millimetres by the reader’s hand, and every length says so', () => {
  expect(lengthAfter(radiograph('none'), 0.5)).toBe('25.0 mm User')
  expect(lengthAfter(radiograph('Proj'), 0.9)).toBe('45.0 mm User')
})

test('what was measured in the patient stays as the scanner knows it', () => {
  const [frame] = radiograph('body').frames
  expect(frame && mayCalibrate(frame)).toBe(false)
  expect(lengthAfter(radiograph('body'), 0.5)).toBe('50.0 mm')
})
