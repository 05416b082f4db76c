import { sql } from 'kysely'
import { STUDY_ATTRIBUTE_NAMES } from '#contract/study/record.ts'

/** What a record that is made of another says of the same images. */
const OF_IMAGES = [
  'thin',
  'image_count',
  'attachment_count',
  'size',
  'compressed_size',
  'transfer_syntax_uid',
  'is_dicom_wrapped',
] as const

const columns = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)))

/** What a share says of its study; `update study set (${saidOfStudy}) = (select ${saidOfStudy} from study …)` says it anew. */
export const saidOfStudy = columns(['edited', ...OF_IMAGES, ...STUDY_ATTRIBUTE_NAMES])

/** For `insert into study (…, ${takenWhole}) select …, ${takenWhole} from study`: everything. */
export const takenWhole = columns([
  'source_ae_title',
  'destination_ae_title',
  'phantom',
  'edited',
  'anonymization',
  ...OF_IMAGES,
  ...STUDY_ATTRIBUTE_NAMES,
])
