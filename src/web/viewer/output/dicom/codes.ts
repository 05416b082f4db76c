import type { Dataset } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { text } from './element.ts'

/** Coded concepts (PS3.16), as CodeValue, CodingSchemeDesignator and CodeMeaning. */
export type Code = readonly [value: string, scheme: string, meaning: string]

export const codeItem = ([value, scheme, meaning]: Code): Dataset => ({
  [ObjectTag.CodeValue]: text('SH', value),
  [ObjectTag.CodingSchemeDesignator]: text('SH', scheme),
  [ObjectTag.CodeMeaning]: text('LO', meaning),
})

export const CODES = {
  measurementReport: ['126000', 'DCM', 'Imaging Measurement Report'],
  language: ['121049', 'DCM', 'Language of Content Item and Descendants'],
  english: ['en', 'RFC5646', 'English'],
  observerType: ['121005', 'DCM', 'Observer Type'],
  person: ['121006', 'DCM', 'Person'],
  observerName: ['121008', 'DCM', 'Person Observer Name'],
  procedure: ['121058', 'DCM', 'Procedure reported'],
  imagingProcedure: ['363679005', 'SCT', 'Imaging procedure'],
  imageLibrary: ['111028', 'DCM', 'Image Library'],
  imageLibraryGroup: ['126200', 'DCM', 'Image Library Group'],
  measurements: ['126010', 'DCM', 'Imaging Measurements'],
  group: ['125007', 'DCM', 'Measurement Group'],
  trackingIdentifier: ['112039', 'DCM', 'Tracking Identifier'],
  trackingUid: ['112040', 'DCM', 'Tracking Unique Identifier'],
  finding: ['121071', 'DCM', 'Finding'],
  comment: ['121106', 'DCM', 'Comment'],
  region: ['111030', 'DCM', 'Image Region'],
  source: ['121112', 'DCM', 'Source of Measurement'],
  derivation: ['121401', 'DCM', 'Derivation'],
  mean: ['373098007', 'SCT', 'Mean'],
  minimum: ['255605001', 'SCT', 'Minimum'],
  maximum: ['56851009', 'SCT', 'Maximum'],
  deviation: ['386136009', 'SCT', 'Standard Deviation'],
  length: ['410668003', 'SCT', 'Length'],
  longAxis: ['103339001', 'SCT', 'Long Axis'],
  shortAxis: ['103340004', 'SCT', 'Short Axis'],
  angle: ['1483009', 'SCT', 'Angle'],
  area: ['42798000', 'SCT', 'Area'],
  radius: ['131190003', 'SCT', 'Radius'],
  attenuation: ['112031', 'DCM', 'Attenuation Coefficient'],
  signal: ['110852', 'DCM', 'MR signal intensity'],
  ofInterest: ['113000', 'DCM', 'Of Interest'],
  tissue: ['85756007', 'SCT', 'Tissue'],
  segmentation: ['113076', 'DCM', 'Segmentation'],
  sourceImage: ['121322', 'DCM', 'Source image for image processing operation'],
  pixelValue: ['PIXEL-VALUE', '99COLLIMATE', 'Pixel value'],
} as const satisfies Record<string, Code>

const UNITS: Readonly<Record<string, Code>> = {
  mm: ['mm', 'UCUM', 'mm'],
  'mm²': ['mm2', 'UCUM', 'mm2'],
  cm: ['cm', 'UCUM', 'cm'],
  'cm²': ['cm2', 'UCUM', 'cm2'],
  px: ['{pixels}', 'UCUM', 'pixels'],
  'px²': ['{pixels}2', 'UCUM', 'square pixels'],
  '°': ['deg', 'UCUM', 'deg'],
  HU: ["[hnsf'U]", 'UCUM', 'Hounsfield unit'],
  'Bq/ml': ['Bq/ml', 'UCUM', 'Becquerels/milliliter'],
  SUVbw: ['g/ml{SUVbw}', 'UCUM', 'Standardized Uptake Value body weight'],
  SUVlbm: ['g/ml{SUVlbm}', 'UCUM', 'Standardized Uptake Value lean body mass'],
  SUVbsa: ['cm2/ml{SUVbsa}', 'UCUM', 'Standardized Uptake Value body surface area'],
  SUVibw: ['g/ml{SUVibw}', 'UCUM', 'Standardized Uptake Value ideal body weight'],
  'g/ml': ['g/ml', 'UCUM', 'gram per milliliter'],
  s: ['s', 'UCUM', 'seconds'],
  'cm/s': ['cm/s', 'UCUM', 'cm/s'],
  Hz: ['Hz', 'UCUM', 'Hz'],
}

/** The unit of a measured value; what UCUM has no name for here counts as no unit. */
export const unitCode = (unit: string): Code => UNITS[unit] ?? ['1', 'UCUM', 'no units']
