import type { FastifyReply } from 'fastify'
import { itemsOf, type JsonDataSet } from '../../dicom/json-model.ts'
import { instanceMetadata } from '../../imaging/stored-study.ts'
import { unpackMetadata } from '../../ingest/metadata.ts'
import { imageOfCall, type StorageCall } from './call.ts'

/** One mark of a CAD report on an image. */
interface GraphicalAnnotation {
  /** What the marked thing is, in the words of the report. */
  finding: string | null
  /** POINT, MULTIPOINT, POLYLINE, CIRCLE or ELLIPSE (PS3.3 C.18.6). */
  graphic_type: string
  /** Columns and rows of the image, from its upper left corner. */
  points: [column: number, row: number][]
  image_uid: string | null
  frame_numbers: number[]
}

const CONTENT = '0040A730'
const first = (set: JsonDataSet, tag: string): string | null => {
  const value = set[tag]?.Value?.[0]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
const meaning = (set: JsonDataSet | undefined): string | null => (set ? first(set, '00080104') : null)

function imageOf(coordinates: JsonDataSet): Pick<GraphicalAnnotation, 'image_uid' | 'frame_numbers'> {
  const [reference] = itemsOf(coordinates[CONTENT])
    .filter((item) => first(item, '0040A040') === 'IMAGE')
    .flatMap((item) => itemsOf(item['00081199']))
  return {
    image_uid: reference ? first(reference, '00081155') : null,
    frame_numbers: (reference?.['00081160']?.Value ?? []).map(Number),
  }
}

/** The spatial coordinates below a content item, each with the nearest finding above it. */
function* annotations(item: JsonDataSet, above: string | null, depth = 0): Generator<GraphicalAnnotation> {
  if (depth > 64) return
  const type = first(item, '0040A040')
  const finding = type === 'CODE' ? (meaning(itemsOf(item['0040A168'])[0]) ?? above) : above
  if (type === 'SCOORD') {
    const numbers = (item['00700022']?.Value ?? []).map(Number)
    const points: [number, number][] = []
    for (let at = 0; at + 1 < numbers.length; at += 2) points.push([numbers[at] ?? 0, numbers[at + 1] ?? 0])
    yield { finding, graphic_type: first(item, '00700023') ?? 'POINT', points, ...imageOf(item) }
  }
  for (const child of itemsOf(item[CONTENT])) yield* annotations(child, finding, depth + 1)
}

/** `/cadsr`: what a CAD report marks on images, from the coordinates of its content tree (PS3.3 C.18.6); none for others. */
export async function cadAnnotations(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { image } = await imageOfCall(call)
  const packed = await instanceMetadata(call.services, image.id)
  const json: JsonDataSet = packed ? JSON.parse(unpackMetadata(packed).toString('utf8')) : {}
  return reply.header('cache-control', 'private, no-cache').send([...annotations(json, null)])
}
