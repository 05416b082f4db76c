import { expect, test } from 'vitest'
import { centsOf, priceDraft, priceParams } from './price.ts'

const stored = {
  currency: 'GBP',
  is_production: 1 as const,
  charge_description: 'Reading',
  pricing: { CT: 2500, ANY: 900 },
  customfields_pricing: [],
  sum_price_matches: 0 as const,
  second_opinion_share: 0 as const,
  second_opinion_config: null,
  share_charge_by_modality: 1 as const,
}

test('amounts are typed in whole units and charged from half a unit on', () => {
  expect(['25', '25.5', '25,50', '0', '0.49', '0.5', 'x', '1.234', ''].map(centsOf)).toEqual([
    2500,
    2550,
    2550,
    0,
    undefined,
    50,
    undefined,
    undefined,
    undefined,
  ])
})

test('a table by modality is shown and written back as it was', () => {
  const draft = priceDraft(stored)
  expect(draft).toMatchObject({
    kind: 'modality',
    other: '9.00',
    modalities: [{ modality: 'CT', amount: '25.00' }],
  })
  expect(priceParams(draft, stored)).toEqual({
    currency: 'GBP',
    charge_description: 'Reading',
    share_charge_by_modality: 1,
    pricing: stored.pricing,
    second_opinion_share: 0,
  })
  expect(priceParams({ ...draft, other: '' }, stored)).toBeUndefined()
  expect(priceParams({ ...draft, kind: 'session', session: '5' }, stored)).toMatchObject({
    pricing: { ALL: 500 },
  })
  expect(priceParams({ ...draft, kind: 'free' }, stored)).toMatchObject({ pricing: {} })
})

test('conditions that the form cannot show stay as they are', () => {
  const condition = { '-or': [{ '-eq': [{ '-field': 'customfield-x' }, '1'] }] }
  const odd = {
    ...stored,
    share_charge_by_modality: 0 as const,
    customfields_pricing: [{ price: 300, condition }],
  }
  const draft = priceDraft(odd)
  expect([draft.kind, draft.fields]).toEqual(['fields', undefined])
  expect(priceParams(draft, odd)).toMatchObject({ customfields_pricing: odd.customfields_pricing })
  const plain = { ...odd, customfields_pricing: [{ price: 300, condition: condition['-or'][0] }] }
  expect(priceParams(priceDraft(plain), plain)).toMatchObject({
    customfields_pricing: [{ price: 300, condition: { '-and': [condition['-or'][0]] } }],
  })
})
