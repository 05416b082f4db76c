import { z } from 'zod'
import type { AccountSettingName } from './account_setting.ts'

/** The questions of v3's AI table, with the account setting whose text goes along with one. */

const PLAIN = [
  'which_body_part',
  'has_scanned_docs',
  'anonymize_study_images_google_dlp',
  'anonymize_study_images_tensorflow_east',
  'analyze_regions_pyradiomics',
  'detect_phi_in_study_images_google_dlp',
  'anonymize_study_images_aws_rekognition',
  'anonymize_study_images_aws_textract',
  'qureai_detect_brain_bleeds',
  'qureai_detect_chestxray',
  'analyze_study_hl7',
] as const

const WITH_SETTING = {
  delete_scanned_docs: 'ai_delete_scanned_docs',
  attach_scanned_docs_as_pdf: 'ai_attach_scanned_docs_as_pdf',
  anonymize_study_images: 'ai_anonymize_study_images',
  anonymize_study_hl7: 'ai_anonymize_study_hl7',
  study_manual_route: 'ai_study_manual_route',
  search_and_replace_study_tags: 'ai_search_and_replace_study_tags',
  delete_duplicate_images: 'ai_delete_duplicate_images',
  anonymize_attached_pdf: 'ai_anonymize_attached_pdf',
  anonymize_attached_pdf_google_dlp: 'ai_anonymize_attached_pdf_google_dlp',
  lookup_billing_code: 'ai_lookup_billing_code',
  run_custom_code_scripts: 'ai_run_custom_code_scripts',
  bodypart_abdomen_chest_pelvis: 'ai_bodypart_abdomen_chest_pelvis',
  ocr_study_images_google_vision: 'ai_ocr_study_images_google_vision',
  ai_anonymize_study_hl7_dwf: 'ai_anonymize_study_hl7_dwf',
  classify_contrast_in_study_series: 'ai_classify_contrast_in_study_series',
  categorize_phi_in_study_images_google_vision_then_dlp:
    'ai_categorize_phi_in_study_images_google_vision_then_dlp',
  classify_hemorrhage_in_study_images: 'ai_classify_hemorrhage_in_study_images',
  obfuscate_faces: 'ai_obfuscate_faces',
} as const satisfies Record<string, AccountSettingName>

export type QuestionSettings = ReadonlyMap<string, AccountSettingName | undefined>

/** By name: of a study. */
export const STUDY_QUESTIONS: QuestionSettings = new Map<string, AccountSettingName | undefined>([
  ...PLAIN.map((name): [string, undefined] => [name, undefined]),
  ...Object.entries(WITH_SETTING),
])

/** By name: of a namespace. */
export const NAMESPACE_QUESTIONS: QuestionSettings = new Map([
  ['run_custom_code_namespace_scripts', 'ai_run_custom_code_namespace_scripts'],
])

/** A question that can be asked, and what became of it when it was asked last. */
export const askedQuestion = z.object({
  question: z.string(),
  /** As of `/job/get`; null while it was never asked. */
  state: z.enum(['SCHEDULED', 'RUNNING', 'DONE', 'ERROR']).nullable(),
  /** As text; JSON for anything else. */
  answer: z.string().nullable(),
  /** Why there is no answer, in English. */
  error: z.string().nullable(),
  asked: z.string().nullable(),
  /** Who asked. */
  user_name: z.string().nullable(),
})
export type AskedQuestion = z.output<typeof askedQuestion>

/** The study custom field that enables a question and takes its answer. */
export const answerField = (question: string): string =>
  question.startsWith('ai_') ? question : `ai_${question}`
