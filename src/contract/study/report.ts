import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { commaList, integer, jsonList, text, uuid } from '../value.ts'

const started = z.object({ report_id: z.string() })

export const studyReportDetail = command('/study/report/detail', {
  permission: anyOf('study_report_detail'),
  params: z.object({ account_id: uuid, limit: integer.optional() }),
  list: ['filter', 'sort'],
  returns: started,
  errors: ['REPORT_ERROR'],
})

export const studyReportSeries = command('/study/report/series', {
  permission: anyOf('study_report_detail'),
  params: z.object({ namespace_id: uuid, hours: integer, limit: integer.optional(), email: commaList }),
  returns: started,
  errors: ['REPORT_ERROR'],
})

/** Attached reports that are PDF files: others are not made into one. */
export const studyAttachmentEmail = command('/study/attachment/email', {
  permission: [{ anyOf: [['study_report_view', 'study_report_view_approved', 'study_report_share_email']] }],
  params: z.object({ uuid, attachment_guid: jsonList, email: commaList }),
  returns: z.object({}),
  errors: ['INVALID_EMAIL', 'NOT_ENABLED', 'NOT_READY', 'PDF_FAILED'],
})

export const studyAttachCustomfields = command('/study/attach/customfields', {
  permission: [{ anyOf: [['study_report_upload', 'study_report_upload_approved']] }],
  params: z.object({ uuid, report_name: text.optional() }),
  returns: z.object({}),
  errors: ['NOT_AVAILABLE'],
})
