import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { encodeFile } from '../../dicom/json-encode.ts'
import type { JsonAttribute, JsonDataSet } from '../../dicom/json-model.ts'
import { newUID } from '../../dicom/uid.ts'
import { studyIdentity } from '../../imaging/study-identity.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { receiveFile } from '../../ingest/receive.ts'
import type { IngestTarget } from '../../ingest/target.ts'
import { bodyText } from './body.ts'
import { filledStudyOfCall, type StorageCall } from './call.ts'
import { StorageFailure } from './failure.ts'
import { imageAnswer, refusedOutcome } from './image.ts'

/** `POST .../rt`: an RT Structure Set (PS3.3 A.19) out of JSON. */

const RT_STRUCTURE_SET = '1.2.840.10008.5.1.4.1.1.481.3'

const word = z.union([z.string(), z.number()]).transform(String)
const list = <T extends z.ZodType>(item: T) => z.array(item).max(100_000).optional()
const reference = z.object({
  referencedSOPClassUID: word.optional(),
  referencedSOPInstanceUID: word.optional(),
})
const image = reference.extend({
  referencedFrameNumber: word.optional(),
  referencedSegmentNumber: word.optional(),
})
const code = z.object({
  codeValue: word,
  codingSchemeDesignator: word.optional(),
  codingSchemeVersion: word.optional(),
  codeMeaning: word.optional(),
})
const body = z.object({
  structureSetLabel: word,
  structureSetName: word.optional(),
  structureSetDescription: word.optional(),
  instanceNumber: word.optional(),
  /** Milliseconds since 1970, UTC. */
  structureSetDate: z.number().optional(),
  structureSetTime: z.number().optional(),
  referencedFrameOfReferenceList: list(
    z.object({
      frameOfReferenceUID: word,
      rtReferencedStudies: list(
        reference.extend({
          rtReferencedSeries: list(z.object({ seriesInstanceUID: word, contourImageSequences: list(image) })),
        }),
      ),
    }),
  ),
  structureSetROISequences: list(
    z.object({
      roiNumber: word,
      referencedFrameOfReferenceUID: word.optional(),
      roiName: word.optional(),
      roiDescription: word.optional(),
      roiVolume: word.optional(),
      roiGenerationAlgorithm: word.optional(),
      roiGenerationDescription: word.optional(),
      derivationCodeSequences: list(code),
    }),
  ),
  predecessorStructureSet: list(reference),
  roiContours: list(
    z.object({
      referencedROINumber: word,
      roiDisplayColor: z.union([word, z.array(z.number())]).optional(),
      contourSequences: list(
        z.object({
          contourNumber: word.optional(),
          attachedContours: word.optional(),
          contourGeometricType: word,
          contourSlabThickness: word.optional(),
          contourOffsetVector: word.optional(),
          numberOfContourPoints: word.optional(),
          contourImageSequence: list(image),
          contourData: z.array(z.object({ x: z.number(), y: z.number(), z: z.number() })).max(1_000_000),
        }),
      ),
    }),
  ),
  rtROIObservations: list(
    z.object({
      observationNumber: word,
      referencedROINumber: word,
      roiObservationLabel: word.optional(),
      roiObservationDescription: word.optional(),
      rtROIInterpretedType: word.optional(),
      roiInterpreter: word.optional(),
      materialId: word.optional(),
      relatedROISequences: list(z.object({ referencedROINumber: word, rtROIRelationship: word.optional() })),
      codeSequenceMacroAttributes: list(code),
      relatedRtRoiObservationsSequence: list(word),
      physicalProperties: list(
        z.object({
          roiPhysicalProperty: word,
          roiPhysicalPropertyValue: word.optional(),
          roiElementalCompositeSequences: list(
            z.object({
              roiAtomicNumber: word,
              roiAtomicMassFraction: word,
              physicalPropertyValue: word.optional(),
            }),
          ),
        }),
      ),
    }),
  ),
})
type Body = z.output<typeof body>

const NUMERIC = new Set(['IS', 'DS', 'US'])

/** Attributes that are there only where they are said. */
function said(values: Record<string, [vr: string, value: string | undefined]>): JsonDataSet {
  const set: JsonDataSet = {}
  for (const [tag, [vr, value]] of Object.entries(values)) {
    if (value === undefined) continue
    const parts = value === '' ? [] : value.split('\\')
    if (NUMERIC.has(vr) && parts.some((part) => !Number.isFinite(Number(part))))
      throw new StorageFailure('VALIDATION_ERROR', `${tag} is a number`)
    set[tag] = parts.length === 0 ? { vr } : { vr, Value: NUMERIC.has(vr) ? parts.map(Number) : parts }
  }
  return set
}

const sequence = <T>(items: readonly T[] | undefined, of: (item: T) => JsonDataSet): JsonAttribute =>
  items && items.length > 0 ? { vr: 'SQ', Value: items.map(of) } : { vr: 'SQ' }

const referenceOf = (one: z.output<typeof reference>): JsonDataSet =>
  said({ '00081150': ['UI', one.referencedSOPClassUID], '00081155': ['UI', one.referencedSOPInstanceUID] })

const imageOf = (one: z.output<typeof image>): JsonDataSet => ({
  ...referenceOf(one),
  ...said({ '00081160': ['IS', one.referencedFrameNumber], '0062000B': ['US', one.referencedSegmentNumber] }),
})

const codeOf = (one: z.output<typeof code>): JsonDataSet =>
  said({
    '00080100': ['SH', one.codeValue],
    '00080102': ['SH', one.codingSchemeDesignator],
    '00080103': ['SH', one.codingSchemeVersion],
    '00080104': ['LO', one.codeMeaning],
  })

/** `r\g\b`, a list, or one number of 24 bits. */
function colorOf(color: string | number[] | undefined): string | undefined {
  if (color === undefined) return undefined
  if (typeof color !== 'string') return color.join('\\')
  if (color.includes('\\') || !/^\d+$/.test(color)) return color
  const value = Number(color)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255].join('\\')
}

function stamp(milliseconds: number | undefined): { date: string; time: string } {
  const at = new Date(milliseconds ?? Date.now())
  if (Number.isNaN(at.getTime())) throw new StorageFailure('VALIDATION_ERROR', 'A date is a time since 1970')
  const [date = '', time = ''] = at.toISOString().split('T')
  return { date: date.replaceAll('-', ''), time: time.replace(/[:Z]/g, '').slice(0, 6) }
}

function structureSet(given: Body): JsonDataSet {
  return {
    ...said({
      '00200013': ['IS', given.instanceNumber ?? '1'],
      '30060002': ['SH', given.structureSetLabel],
      '30060004': ['LO', given.structureSetName],
      '30060006': ['ST', given.structureSetDescription],
      '30060008': ['DA', stamp(given.structureSetDate).date],
      '30060009': ['TM', stamp(given.structureSetTime ?? given.structureSetDate).time],
    }),
    '30060010': sequence(given.referencedFrameOfReferenceList, (frame) => ({
      ...said({ '00200052': ['UI', frame.frameOfReferenceUID] }),
      '30060012': sequence(frame.rtReferencedStudies, (study) => ({
        ...referenceOf(study),
        '30060014': sequence(study.rtReferencedSeries, (series) => ({
          ...said({ '0020000E': ['UI', series.seriesInstanceUID] }),
          '30060016': sequence(series.contourImageSequences, imageOf),
        })),
      })),
    })),
    '30060018': sequence(given.predecessorStructureSet, referenceOf),
    '30060020': sequence(given.structureSetROISequences, (roi) => ({
      ...said({
        '30060022': ['IS', roi.roiNumber],
        '30060024': ['UI', roi.referencedFrameOfReferenceUID],
        '30060026': ['LO', roi.roiName ?? ''],
        '30060028': ['ST', roi.roiDescription],
        '3006002C': ['DS', roi.roiVolume],
        '30060036': ['CS', roi.roiGenerationAlgorithm ?? ''],
        '30060038': ['LO', roi.roiGenerationDescription],
      }),
      ...(roi.derivationCodeSequences ? { '00089215': sequence(roi.derivationCodeSequences, codeOf) } : {}),
    })),
    '30060039': sequence(given.roiContours, (contour) => ({
      ...said({ '3006002A': ['IS', colorOf(contour.roiDisplayColor)] }),
      '30060040': sequence(contour.contourSequences, (one) => ({
        ...(one.contourImageSequence ? { '30060016': sequence(one.contourImageSequence, imageOf) } : {}),
        ...said({
          '30060042': ['CS', one.contourGeometricType],
          '30060044': ['DS', one.contourSlabThickness],
          '30060045': ['DS', one.contourOffsetVector],
          '30060046': ['IS', String(one.contourData.length)],
          '30060048': ['IS', one.contourNumber],
          '30060049': ['IS', one.attachedContours],
        }),
        '30060050': {
          vr: 'DS',
          Value: one.contourData.flatMap(({ x, y, z: height }) => [x, y, height]),
        },
      })),
      ...said({ '30060084': ['IS', contour.referencedROINumber] }),
    })),
    '30060080': sequence(given.rtROIObservations, (seen) => ({
      ...said({
        '30060082': ['IS', seen.observationNumber],
        '30060084': ['IS', seen.referencedROINumber],
        '30060085': ['SH', seen.roiObservationLabel],
        '30060088': ['ST', seen.roiObservationDescription],
        '300600A4': ['CS', seen.rtROIInterpretedType ?? ''],
        '300600A6': ['PN', seen.roiInterpreter ?? ''],
        '300600E1': ['SH', seen.materialId],
      }),
      ...(seen.relatedROISequences
        ? {
            '30060030': sequence(seen.relatedROISequences, (related) =>
              said({
                '30060033': ['CS', related.rtROIRelationship],
                '30060084': ['IS', related.referencedROINumber],
              }),
            ),
          }
        : {}),
      ...(seen.codeSequenceMacroAttributes
        ? { '30060086': sequence(seen.codeSequenceMacroAttributes, codeOf) }
        : {}),
      ...(seen.relatedRtRoiObservationsSequence
        ? {
            '300600A0': sequence(seen.relatedRtRoiObservationsSequence, (number) =>
              said({ '30060082': ['IS', number] }),
            ),
          }
        : {}),
      ...(seen.physicalProperties
        ? {
            '300600B0': sequence(seen.physicalProperties, (property) => ({
              ...said({
                '300600B2': ['CS', property.roiPhysicalProperty],
                '300600B4': [
                  'DS',
                  property.roiPhysicalPropertyValue ??
                    property.roiElementalCompositeSequences?.[0]?.physicalPropertyValue ??
                    '0',
                ],
              }),
              ...(property.roiElementalCompositeSequences
                ? {
                    '300600B6': sequence(property.roiElementalCompositeSequences, (part) =>
                      said({
                        '300600B7': ['US', part.roiAtomicNumber],
                        '300600B8': ['FL', part.roiAtomicMassFraction],
                      }),
                    ),
                  }
                : {}),
            })),
          }
        : {}),
    })),
  }
}

const text = (vr: string, value: string): JsonAttribute => ({ vr, Value: [value] })

/** A new object in a series of its own. */
const identity = (): JsonDataSet => ({
  '00080016': text('UI', RT_STRUCTURE_SET),
  '00080018': text('UI', newUID()),
  '00080060': text('CS', 'RTSTRUCT'),
  '0020000E': text('UI', newUID()),
})

function parsed(given: string): Body {
  let json: unknown
  try {
    json = JSON.parse(given)
  } catch {
    throw new StorageFailure('JSON_DESERIALIZE_EXCEPTION', 'The body is no JSON')
  }
  const result = body.safeParse(json)
  if (result.success) return result.data
  const where = result.error.issues[0]?.path.join('.') ?? ''
  throw new StorageFailure('JSON_DESERIALIZE_EXCEPTION', `The structure set is not as expected at ${where}`)
}

export async function createStructureSet(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await filledStudyOfCall(call, 'study_upload')
  const own = structureSet(parsed(await bodyText(call)))
  const set = { ...(await studyIdentity(call.services.db, study)), ...identity(), ...own }
  const target: IngestTarget = {
    account_id: study.account_id,
    storage_namespace: study.storage_namespace,
    actor: call.actor,
    record: 'fill',
    study_uid: study.study_uid,
  }
  const outcome = await receiveFile(call.services, target, encodeFile(set))
  if (outcome.state === 'refused') throw refusedOutcome(outcome)
  await notifyStudy(call.services, study)
  return reply.header('cache-control', 'no-store').send(imageAnswer(target, outcome))
}
