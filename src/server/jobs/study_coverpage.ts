import { z } from 'zod'
import { actorOfUser } from '../access/user_actor.ts'
import { derivedUID } from '../dicom/uid.ts'
import { coverImage } from '../imaging/cover-image.ts'
import { studyIdentity } from '../imaging/study-identity.ts'
import { notifyStudy } from '../ingest/notify.ts'
import { receiveFile } from '../ingest/receive.ts'
import { wrapFile } from '../ingest/wrap.ts'
import { coverPage, coverTemplates } from '../study/coverpage.ts'
import { presentStudies } from '../study/present.ts'
import { job } from './queue.ts'

const SERIES_DESCRIPTION = 'Cover page'

/** Puts the cover page of its namespace before the images of a study that has just arrived there. */
export const studyCoverpage = job(
  'study_coverpage',
  z.object({ study_id: z.string() }),
  async (services, { study_id }) => {
    const { db } = services
    const study = await db
      .selectFrom('study')
      .selectAll()
      .where('uuid', '=', study_id)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    const namespace =
      study &&
      (await db
        .selectFrom('namespace')
        .select('coverpage')
        .where('uuid', '=', study.phi_namespace)
        .executeTakeFirst())
    const templates = coverTemplates(namespace?.coverpage ?? '')
    const actor = study?.created_by ? await actorOfUser(db, study.created_by) : undefined
    if (!study || !templates || !actor || study.is_frozen) return
    const [record] = await presentStudies(services, actor, [study], {
      extra: true,
      customfield_h: false,
      permissions_diff: true,
    })
    const fields = Object.entries({ ...study, ...record }).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    )
    const page = coverPage(templates, new Map(fields))
    const { account_id, storage_namespace, study_uid } = study
    const uid = (what: string) => ({ vr: 'UI', Value: [derivedUID(`coverpage ${study.uuid}`, what)] })
    const picture = await services.objects.stage([await coverImage(page)])
    try {
      const files = wrapFile(picture, 'image/png', {
        attributes: {
          ...(await studyIdentity(db, study)),
          '0008103E': { vr: 'LO', Value: [(page.title || SERIES_DESCRIPTION).slice(0, 64)] },
          '00080018': uid('image'),
          '0020000E': uid('series'),
          // Before whatever the study has.
          '00200011': { vr: 'IS', Value: [0] },
        },
        filename: SERIES_DESCRIPTION,
        renderPdf: false,
      })
      for await (const file of files)
        await receiveFile(
          services,
          { account_id, storage_namespace, study_uid, actor, record: 'fill', asIs: true },
          file,
        )
    } finally {
      await picture.discard()
    }
    await notifyStudy(services, study)
  },
)
