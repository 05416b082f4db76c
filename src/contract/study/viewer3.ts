import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { userRecord } from '../user.ts'
import { flagOut, jsonList, studyIdOrTriplet, studyReference, uuid } from '../value.ts'

const config = z.record(z.string(), z.unknown())

/** With the fields of `/user/get` of the caller beside its own. */
export const studyViewer3Settings = command('/study/viewer3/settings', {
  permission: anyOf('study_view'),
  params: z.object({ study_id: uuid.optional(), ...studyReference, settings: jsonList.optional() }),
  oneOf: [studyIdOrTriplet],
  returns: userRecord.extend({
    /** Beyond the document: the account of the study, for which a user keeps what is theirs there; none in a PHR. */
    account_id: z.string().nullable(),
    account_config: config,
    role_config: config,
    user_config: config,
    accelerators: z.array(z.string()).optional(),
    enable_dicom_tag_customfields: flagOut,
    accession_number_for_study_uid: flagOut,
    viewer_study_page_link_visible: flagOut,
    no_edit_dicom_tags: z.array(z.string()).optional(),
    viewer_study_enable_cpp_transcoding: flagOut,
    /** Beyond the document: what the account has set itself; absent where v3's default is all that there is. */
    viewer_default_mouse_tool: z.string().optional(),
    settings: z.record(z.string(), z.string()).optional(),
  }),
  errors: [],
})
