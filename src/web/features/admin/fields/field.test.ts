import { expect, test } from 'vitest'
import type { CustomfieldRecord } from '#contract/customfield.ts'
import { draftOf, optionsFrom, paramsFrom, reordered } from './field.ts'
import { readRules, writeRules } from './rule.ts'

const record = (type: string, options: unknown): CustomfieldRecord => ({
  uuid: 'one',
  name: 'Site',
  object: 'Study',
  type,
  capture_on_share_code: 0,
  capture_on_destination_search: 0,
  display_order: 1,
  wrapped_dicom_only: 0,
  dicom_only: 0,
  required: 0,
  options,
  hl7_segment: null,
  hl7_field: null,
  load_hl7: null,
  load_hl7_filter: null,
  dicom_tag: null,
  load_dicom_tag: 0,
  dicom_tag_ignore_empty: 0,
  load_from_sr: null,
  field_flag: null,
  ui_json: null,
  load_order: 0,
  other_customfield_id: null,
  other_customfield_no_overwrite_with_blank: 0,
  other_customfield_no_refresh_on_reshare: 0,
  include_in_analytics: 0,
  customfield_mapping: [],
})

test('the form gives back the options that it was given, and keeps what it does not know', () => {
  const options = {
    values: ['A', 'B'],
    labels: { A: 'Arm A' },
    inactive_options: ['B'],
    hint: 'As randomised',
    show_when: { two: ['1'] },
    block_id: 'trial',
  }
  const field = record('select', options)
  expect(optionsFrom(draftOf(field, 'Study'), field)).toEqual(options)
})

test('an option that is taken out of the form is taken out of the field', () => {
  const field = record('text', { hint: 'x', validate: '^a', max_length: 3, block_id: 'trial' })
  const draft = { ...draftOf(field, 'Study'), hint: '', validate: '', max_length: '' }
  expect(optionsFrom(draft, field)).toEqual({ block_id: 'trial' })
})

test('a new field spares what images say while it is empty; an old one is as it was stored', () => {
  const draft = {
    ...draftOf(undefined, 'Study'),
    dicom_tag: '(0010,21b0)',
    other_dicom_tags: '(0010,4000)\n\n',
  }
  expect(paramsFrom(draft, undefined)).toMatchObject({
    dicom_tag: '(0010,21B0)',
    other_dicom_tags: ['(0010,4000)'],
    dicom_tag_ignore_empty: 1,
    load_dicom_tag: 0,
  })
  const field = { ...record('text', {}), dicom_tag: '(0010,21B0)', other_dicom_tags: ['(0010,4000)'] }
  const { name: _, ...rest } = paramsFrom(draftOf(field, 'Study'), field)
  expect(rest).toMatchObject({ other_dicom_tags: ['(0010,4000)'], dicom_tag_ignore_empty: 0 })
})

test('what leads to a value in reports is a line each, and an order’s field goes with its flag', () => {
  const field = {
    ...record('date', {}),
    load_from_sr: '["Summary","EDD from LMP"]',
    load_order: 1 as const,
    other_customfield_id: 'two',
  }
  const draft = draftOf(field, 'Study')
  expect(draft.report).toBe('Summary\nEDD from LMP')
  expect(paramsFrom(draft, field)).toMatchObject({
    load_from_sr: '["Summary","EDD from LMP"]',
    load_order: 1,
    other_customfield_id: 'two',
  })
  const without = paramsFrom({ ...draft, report: ' ', order_field: '' }, field)
  expect(without).toMatchObject({ load_from_sr: '', load_order: 0 })
  expect(without).not.toHaveProperty('other_customfield_id')
  const odd = { ...field, load_from_sr: 'Summary' }
  expect(paramsFrom(draftOf(odd, 'Study'), odd)).not.toHaveProperty('load_from_sr')
})

test('rules of one level are read and written, others are left alone', () => {
  const stored = [
    {
      value: 'yes',
      condition: {
        '-and': [{ '-eq': [{ '-field': 'modality' }, 'MG'] }, { '-ilike': [{ '-field': 'x' }, '%a%'] }],
      },
    },
    { value: 'no', condition: 1 },
  ]
  const rules = readRules(stored)
  expect(rules?.[0]?.parts).toEqual([
    { field: 'modality', operator: '-eq', value: 'MG' },
    { field: 'x', operator: 'contains', value: 'a' },
  ])
  expect(writeRules(rules ?? [])).toEqual(stored)
  expect(readRules([{ value: 1, condition: { '-or': [] } }])).toBeUndefined()
  const odd = record('calculated', { calculate_rules: [{ value: 1, condition: { '-not': 1 } }] })
  expect(optionsFrom(draftOf(odd, 'Study'), odd)).toEqual(odd.options)
})

test('a field that is moved changes the orders between its two places alone', () => {
  const fields = ['a', 'b', 'c', 'd'].map((uuid, place) => ({ uuid, display_order: place + 1 }))
  expect(reordered(fields, 2, 1)).toEqual([
    { uuid: 'c', display_order: 2 },
    { uuid: 'b', display_order: 3 },
  ])
  expect(reordered(fields, 0, -1)).toEqual([])
})
