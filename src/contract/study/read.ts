import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { flag, flagOut, integer, jsonList, studyIdOrTriplet, studyReference, uuid } from '../value.ts'
import { studyRecord } from './record.ts'

export const studyGet = command('/study/get', {
  node: 'node_id',
  permission: anyOf('study_view', 'study_upload'),
  guests: true,
  params: z.object({
    uuid: uuid.optional(),
    ...studyReference,
    full_hl7: flag.optional(),
    'limit.hl7': integer.optional(),
    permissions_diff: flag.optional(),
    extra: flag.optional(),
    customfield_h: flag.optional(),
    fields: jsonList.optional(),
  }),
  // Existing clients leave `phi_namespace` out (v3-clients 1).
  oneOf: [[['uuid'], ['study_uid', 'storage_namespace']]],
  returns: studyRecord,
  errors: [],
})

export const studyPermissions = command('/study/permissions', {
  permission: anyOf('study_view', 'study_upload'),
  guests: true,
  params: z.object({ uuid }),
  /** The study permission flags by name, and `reports` when the user sees only some. */
  returns: z.object({ role_id: z.string().nullable() }).catchall(z.unknown()),
  errors: [],
})

export const studyExists = command('/study/exists', {
  guests: true,
  params: z.object({ uuid: uuid.optional(), ...studyReference, account_id: uuid.optional() }),
  oneOf: [[['uuid'], ['study_uid', 'storage_namespace', 'phi_namespace'], ['study_uid', 'account_id']]],
  returns: z.object({ exists: flagOut }),
  errors: [],
})

const setting = z.string().nullable()

export const studyViewerSettings = command('/study/viewer/settings', {
  permission: anyOf('study_view'),
  guests: true,
  params: z.object({ study_id: uuid.optional(), ...studyReference }),
  oneOf: [studyIdOrTriplet],
  returns: z.object({
    enable_v2_viewer: flagOut,
    enable_v3_viewer: flagOut,
    enable_viewer_print: flagOut,
    viewer_show_reports: flagOut,
    enable_viewer_export: flagOut,
    viewer_diagnostic_quality: flagOut,
    viewer_diagnostic_quality_always: flagOut,
    viewer_preload_diagnostic_images: flagOut,
    viewer_enable_mpr: flagOut,
    viewer_single_instance_series: flagOut,
    viewer_multiframe_split_method: z.number().nullable(),
    viewer_study_page_link_visible: flagOut,
    viewer_study_page_link_url: setting,
    viewer_setting_not_diagnostic: flagOut,
    auto_transcode: flagOut,
    auto_transcode_modalities: setting,
    viewer_default_mouse_tool: setting,
    viewer_link_series: flagOut,
    enable_viewer_toggle_annotations: flagOut,
    enable_dicom_tag_customfields: flagOut,
    radreport_branding_from_phi_namespace: flagOut,
    viewer_anon_annotations_clear: flagOut,
    accession_number_for_study_uid: flagOut,
    viewer_study_enable_cpp_transcoding: flagOut,
    no_edit_dicom_tags: z.array(z.unknown()),
    accelerators: z.array(z.unknown()),
    viewer_config: z.record(z.string(), z.unknown()),
  }),
  errors: [],
})
