import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { uuid } from '../value.ts'

/** Of the primary record of the images, or of the last one over them; NOT_PERMITTED for another. */
export const studyArchive = command('/study/archive', {
  permission: anyOf('study_delete'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['ALREADY_THIN', 'NO_FRESH_ARCHIVE'],
})

/** Asking again for what is on its way changes nothing. */
export const studyRetrieve = command('/study/retrieve', {
  permission: anyOf('study_view'),
  guests: true,
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['NOT_THIN', 'MISSING_INFO', 'NO_QUERY_DESTINATION'],
})
