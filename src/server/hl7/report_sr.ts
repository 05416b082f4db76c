import type { JsonAttribute, JsonDataSet } from '../dicom/json-model.ts'
import type { ParsedMessage, ReportText } from './message.ts'

/** A report's text as a Basic Text SR (PS3.3 A.35.1), laid out as a diagnostic imaging report (PS3.16 TID 2000). */

const BASIC_TEXT_SR = '1.2.840.10008.5.1.4.1.1.88.11'

type Code = readonly [value: string, scheme: string, meaning: string]

const TITLE: Code = ['18748-4', 'LN', 'Diagnostic imaging report']

interface Section {
  heading: Code
  text: Code
}

/** PS3.16 CID 7001 and 7002, by the suffix of the observation (HL7 v2.5.1 chapter 7). */
const SECTIONS: Readonly<Record<string, Section>> = {
  IMP: { heading: ['121072', 'DCM', 'Impressions'], text: ['121073', 'DCM', 'Impression'] },
  REC: { heading: ['121074', 'DCM', 'Recommendations'], text: ['121075', 'DCM', 'Recommendation'] },
  CNP: { heading: ['121076', 'DCM', 'Conclusions'], text: ['121077', 'DCM', 'Conclusion'] },
  ADT: { heading: ['121078', 'DCM', 'Addendum'], text: ['121078', 'DCM', 'Addendum'] },
  HST: { heading: ['121060', 'DCM', 'History'], text: ['121060', 'DCM', 'History'] },
}
const FINDINGS: Section = {
  heading: ['121070', 'DCM', 'Findings'],
  text: ['121071', 'DCM', 'Finding'],
}

const value = (vr: string, one: string): JsonAttribute => ({ vr, Value: [one] })
const items = (...sets: JsonDataSet[]): JsonAttribute => ({ vr: 'SQ', Value: sets })
const nothing = (vr: string): JsonAttribute => ({ vr })

const concept = ([code, scheme, meaning]: Code): JsonAttribute =>
  items({
    '00080100': value('SH', code),
    '00080102': value('SH', scheme),
    '00080104': value('LO', meaning),
  })

const textItem = (name: Code, lines: readonly string[]): JsonDataSet => ({
  '0040A010': value('CS', 'CONTAINS'),
  '0040A040': value('CS', 'TEXT'),
  '0040A043': concept(name),
  '0040A160': value('UT', lines.join('\r\n')),
})

function sectionItem({ heading, text }: Section, texts: readonly ReportText[]): JsonDataSet {
  return {
    '0040A010': value('CS', 'CONTAINS'),
    '0040A040': value('CS', 'CONTAINER'),
    '0040A043': concept(heading),
    '0040A050': value('CS', 'SEPARATE'),
    '0040A730': items(...texts.map(({ lines }) => textItem(text, lines))),
  }
}

/** The date and time of HL7's `YYYYMMDDhhmmss`, as far as it goes; when it says none, now in UTC. */
function stamp(reported: string | null): { date: string; time: string } {
  const digits = /^\d{8,14}/.exec(reported ?? '')?.[0] ?? new Date().toISOString().replaceAll(/\D/g, '')
  return { date: digits.slice(0, 8), time: digits.slice(8, 14).padEnd(6, '0') }
}

export interface ReportIdentity {
  /** The patient and the study, which the object goes into. */
  study: JsonDataSet
  study_uid: string
  series_uid: string
  sop_instance_uid: string
  accession_number: string | undefined
}

/** The object; `undefined` when the message reports nothing in words. */
export function reportObject(
  { report, result_status, reported }: ParsedMessage,
  { study, study_uid, series_uid, sop_instance_uid, accession_number }: ReportIdentity,
): JsonDataSet | undefined {
  if (report.length === 0) return undefined
  const { date, time } = stamp(reported)
  const sections = Map.groupBy(report, ({ suffix }) => SECTIONS[suffix] ?? FINDINGS)
  return {
    ...study,
    '00080016': value('UI', BASIC_TEXT_SR),
    '00080018': value('UI', sop_instance_uid),
    '00080023': value('DA', date),
    '00080033': value('TM', time),
    '00080060': value('CS', 'SR'),
    '00080070': nothing('LO'),
    '0008103E': value('LO', TITLE[2]),
    '00081111': nothing('SQ'),
    '0020000E': value('UI', series_uid),
    '00200011': nothing('IS'),
    '00200013': { vr: 'IS', Value: [1] },
    '0040A040': value('CS', 'CONTAINER'),
    '0040A043': concept(TITLE),
    '0040A050': value('CS', 'SEPARATE'),
    '0040A370': items({
      '0020000D': value('UI', study_uid),
      '00081110': nothing('SQ'),
      '00080050': accession_number === undefined ? nothing('SH') : value('SH', accession_number.slice(0, 16)),
      '00402016': nothing('LO'),
      '00402017': nothing('LO'),
      '00401001': nothing('SH'),
      '00321060': nothing('LO'),
      '00321064': nothing('SQ'),
    }),
    '0040A372': nothing('SQ'),
    '0040A491': value('CS', 'COMPLETE'),
    // The message says who has signed in words; nobody has signed this object.
    '0040A493': value('CS', 'UNVERIFIED'),
    '0040A496': value('CS', result_status === 'P' || result_status === 'R' ? 'PRELIMINARY' : 'FINAL'),
    '0040A730': items(...[...sections].map(([section, texts]) => sectionItem(section, texts))),
  }
}
