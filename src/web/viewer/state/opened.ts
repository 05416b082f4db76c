import type { StudyRecord } from '#contract/study/record.ts'
import { channels } from '#web/api/channel.ts'
import { addressOf, type StudyAddress } from '../data/url.ts'
import { schemaUrl } from '../data/versions.ts'
import type { Keyimages } from '../marks/keyimages.ts'
import type { Marks } from '../marks/marks.ts'
import type { SuvType } from '../stacks/suvTypes.ts'
import { createContent, type StudyContent } from './content.ts'
import { type Permissions, permissionsOf } from './opening.ts'

/** A study whose images are on screen: the one that is read, or one it is compared with. */
export interface OpenedStudy {
  readonly study: StudyRecord
  readonly address: StudyAddress
  readonly permissions: Permissions
  readonly content: StudyContent
  /** 0 for the study that is read; priors count from 1, newest first. */
  readonly prior: number
  /** False for a study that is opened beside it without being an earlier one of the patient. */
  readonly earlier: boolean
  /** Reads its images, and what was marked on them. `first` is the series to begin with; the others, and the marks, wait for `rest`. */
  load(first?: string | Promise<string | undefined>, rest?: Promise<void>): Promise<void>
  stop(): void
}

/** Opens a study and keeps what is marked on it as it is on the server, whoever marks it. */
export function openStudy(
  study: StudyRecord,
  prior: number,
  marks: Marks,
  keyimages: Keyimages,
  suvType: SuvType,
  earlier = true,
): OpenedStudy {
  const address = addressOf(study)
  const permissions = permissionsOf(study)
  const content = createContent(address, suvType)
  const about = { studyId: study.uuid, StudyInstanceUID: study.study_uid }
  marks.open({ ...about, mayEdit: permissions.marks, onlyOwn: !permissions.marksOfOthers })
  keyimages.open({ ...about, mayEdit: permissions.keyimages, schema: schemaUrl(study) })

  const load = async (first?: string | Promise<string | undefined>, rest?: Promise<void>) => {
    const marked = async () => {
      await rest
      await Promise.all([marks.load(study.uuid), keyimages.load(study.uuid)])
    }
    await Promise.all([content.load(first, rest), marked()])
  }
  const unsubscribe = [
    channels.subscribe(`study.${study.phi_namespace}`, ({ event, ...at }) => {
      if (at.study_id !== study.uuid && at.uuid !== study.uuid) return
      if (event === 'ANNOTATION') void marks.load(study.uuid)
      else if (event === 'KEYIMAGE') void keyimages.load(study.uuid)
      else if (event === 'READY') void content.load()
    }),
    channels.onReturn(() => void load()),
  ]

  return {
    study,
    address,
    permissions,
    content,
    prior,
    earlier,
    load,
    stop() {
      for (const end of unsubscribe) end()
      content.stop()
    },
  }
}
