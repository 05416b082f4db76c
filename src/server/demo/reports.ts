import { bodyOf, sectionsOf } from '#contract/radreport_body.ts'
import type { StudyRow } from '../access/study.ts'
import { addDraft } from '../radreport/add.ts'
import type { Services } from '../services.ts'

/** Templates of the demonstration, and a report that is being written in it. */

const section = (title: string, text = '') => ({ title, text })

const TEMPLATES = [
  {
    type: 'CT',
    name: 'CT of the trunk',
    body: bodyOf([
      section('Indication', '[indication]'),
      section('Technique', 'Helical CT, [slice] mm, [without] contrast medium.'),
      section('Findings', 'Lungs: [clear].\nLiver: [homogeneous].\nAorta: [normal].\nBones: [no lesion].'),
      section('Impression'),
    ]),
  },
  {
    type: 'MR',
    name: 'MR of the head',
    body: bodyOf([
      section('Indication', '[indication]'),
      section('Findings', 'Ventricles: [normal].\nWhite matter: [normal].\nMidline: [not shifted].'),
      section('Impression'),
    ]),
  },
  {
    type: 'CR',
    name: 'Chest X-ray',
    body: bodyOf([
      section('Findings', 'Heart: [normal size].\nLungs: [clear].\nPleura: [free].'),
      section('Impression'),
    ]),
  },
] as const

export async function makeTemplates({ db }: Services, account_id: string, by: string): Promise<void> {
  await db
    .insertInto('radreport_template')
    .values(TEMPLATES.map((one) => ({ ...one, account_id, active: true, created_by: by, updated_by: by })))
    .execute()
}

/** The template's words with its open places filled in as they are. */
function wordsOf(type: string): Record<string, string> | undefined {
  const template = TEMPLATES.find((one) => one.type === type)
  if (!template) return undefined
  const fields = Object.fromEntries(
    sectionsOf(template.body).map(({ name, text }) => [name, text.replaceAll(/\[([^\]]*)\]/g, '$1')]),
  )
  return {
    ...fields,
    ...(fields.indication ? { indication: 'Follow-up.' } : {}),
    impression: 'Normal study.',
  }
}

/** What is being written of a study: of one that is signed mails would go out, to people whom nobody reaches. */
export async function writeReport(
  services: Services,
  account_id: string,
  study: StudyRow,
  reader: string,
): Promise<void> {
  const { study_status, modality } = study
  const fields = wordsOf(modality ?? '')
  if (!fields || !modality || study_status !== 'Draft') return
  await addDraft(services.db, { user_id: reader }, study, account_id, { type: modality, fields, html: false })
}
