import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { radreportGet } from '#contract/radreport.ts'
import { radreportTemplateList } from '#contract/radreport_template.ts'
import { radreportmacroList } from '#contract/radreportmacro.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { channels } from '#web/api/channel.ts'
import { commandQuery, keyOf, queryClient } from '#web/api/query.ts'
import { userNamespaces, useUser } from '#web/api/user.ts'
import type { Macro } from './text.ts'

/** What is read again after a report has changed. */
export const CHANGED = { invalidates: [studyGet, radreportGet] }
export const readAgain = (): void => {
  for (const read of CHANGED.invalidates) void queryClient.invalidateQueries({ queryKey: keyOf(read) })
}

const EVENTS = new Set(['RADREPORT', 'RADREPORT_LOCKED', 'RADREPORT_UNLOCKED'])

/** The study as it is now, read again when somebody writes a report of it. */
export function useReportedStudy(study: StudyRecord): StudyRecord {
  const { data } = useQuery({ ...commandQuery(studyGet, { uuid: study.uuid }), initialData: study })
  const { uuid, phi_namespace } = study
  useEffect(
    () =>
      channels.subscribe(`study.${phi_namespace}`, ({ event, study_id }) => {
        if (study_id === uuid && EVENTS.has(event)) readAgain()
      }),
    [uuid, phi_namespace],
  )
  return data
}

/** The account of the study, as the reader belongs to it. */
export function useAccountOf({ phi_namespace }: StudyRecord): string | undefined {
  const { data } = useQuery(userNamespaces)
  return data?.namespaces.find(({ uuid }) => uuid === phi_namespace)?.account_id ?? undefined
}

const LONG = 5 * 60_000

/** The templates that new reports are made of, by name. */
export function useTemplates(account_id: string | undefined) {
  // Guests read reports, and make none.
  const { guest } = useUser()
  const { data } = useQuery({
    ...commandQuery(radreportTemplateList, { account_id: account_id ?? '', active: 1, 'page.rows': 200 }),
    staleTime: LONG,
    enabled: account_id !== undefined && !guest,
  })
  return data?.templates ?? []
}

/** The text of a macro's body, which is `{"text": …}` or a text by itself. */
export const macroText = (body: unknown): string => {
  if (typeof body === 'string') return body
  if (typeof body !== 'object' || body === null) return ''
  const text = new Map(Object.entries(body)).get('text')
  return typeof text === 'string' ? text : ''
}

/** The reader's macros for reports of this kind. */
export function useMacros(account_id: string | undefined, modality: string | null, type: string): Macro[] {
  const { data } = useQuery({
    ...commandQuery(radreportmacroList, {
      account_id: account_id ?? '',
      type,
      ...(modality ? { modality } : {}),
      'page.rows': 500,
    }),
    staleTime: LONG,
    enabled: account_id !== undefined,
  })
  return (data?.macros ?? []).map(({ name, hotkey, body }) => ({ name, hotkey, text: macroText(body) }))
}

export const pdfUrl = (uuid: string): string => `/api/v3/radreport/pdf?uuid=${uuid}`
