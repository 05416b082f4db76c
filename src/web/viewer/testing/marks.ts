import { expect, vi } from 'vitest'
import { createKeyimages } from '../marks/keyimages.ts'
import type { Mark } from '../marks/mark.ts'
import { createMarks, type MarkedStudy } from '../marks/marks.ts'
import { createOutbox, type Outbox } from '../marks/outbox.ts'
import { type AnnotationJson, toJson } from '../marks/schema.ts'
import { sendEntry } from '../marks/send.ts'
import type { Frame } from '../stacks/frame.ts'
import { makeStack } from './stack.ts'

/** Versions as the server writes them. */
export const V1 = '2026-11-23 18:00:00.000000+00'
export const V2 = '2026-11-23 18:00:05.000000+00'
export const ME = { uuid: 'me', name: 'Reader' }
const boxes: Outbox[] = []

/** What a test leaves behind; each file asks for it after each of its tests, for files share this module. */
export function closeMarks(): void {
  for (const box of boxes.splice(0)) box.stop()
  localStorage.clear()
}

const [made] = makeStack({ id: '1.2', positions: [[0, 0, 0]], size: 10 }).frames
if (!made) throw new Error('a stack without frames')
/** The image that is marked. */
export const frame: Frame = { ...made, instance: { ...made.instance, SOPInstanceUID: '1.2.3' } }

export const LINE = {
  tool: 'length',
  points: [
    [1, 1],
    [5, 1],
  ],
  label: '',
} as const

/** Marks and key images of one study with an outbox of their own. */
export function openMarks(rights: Partial<MarkedStudy> = {}) {
  const outbox = createOutbox({
    userId: ME.uuid,
    send: sendEntry,
    storage: localStorage,
    confirmed(key, delivered) {
      if (key.startsWith('mark:')) marks.confirmed(key.slice(5), delivered)
      else keyimages.confirmed(key, delivered)
    },
  })
  boxes.push(outbox)
  const marks = createMarks({ user: ME, outbox, toJson: (mark) => toJson(mark, frame, [], []) })
  const keyimages = createKeyimages({ user: ME, outbox })
  const study = { studyId: 's1', StudyInstanceUID: '1', mayEdit: true }
  marks.open({ ...study, onlyOwn: false, ...rights })
  keyimages.open({ ...study, schema: '/api/v3/storage/schema' })
  const draw = (): Mark => {
    const mark = marks.add(frame, LINE)
    if (!mark) throw new Error('not allowed to draw')
    return mark
  }
  return { marks, keyimages, outbox, draw }
}

/** An annotation as the server lists it. */
export const saved = (
  id: string,
  record: Record<string, unknown> = {},
  json: Partial<AnnotationJson> = {},
) => ({
  uuid: `server-${id}`,
  user_id: 'other',
  user_name: 'Colleague',
  series_uid: '1.2',
  instance_uid: '1.2.3',
  frame_number: 1,
  json: {
    schema: 'collimate.annotation/1',
    id,
    tool: 'length',
    image: {
      points: [
        [0, 0],
        [1, 1],
      ],
    },
    ...json,
  },
  stamp: 0,
  locked: 0,
  created: '2026-11-23 18:00:00.000000+00',
  updated: '2026-11-23 18:00:00.000000+00',
  ...record,
})
/** Nothing waits any more. */
export const quiet = () => vi.waitFor(() => expect(boxes.at(-1)?.state.get().entries.size).toBe(0))
