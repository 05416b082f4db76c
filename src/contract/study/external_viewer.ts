import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { flag, text, uuid } from '../value.ts'

/** The address under which a viewer of another maker opens the study; with `redirect` the browser is sent there. */
export const studyExternalViewer = command('/study/external/viewer', {
  permission: anyOf('study_view'),
  guests: true,
  params: z.object({
    uuid,
    viewer_tag: text.optional(),
    redirect: flag.optional(),
    view_reason: text.optional(),
  }),
  returns: z.object({ url: z.string() }),
  errors: ['NOT_AVAILABLE', 'UNABLE_TO_GENERATE'],
})
