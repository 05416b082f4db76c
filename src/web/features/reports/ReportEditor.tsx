import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  KEY_IMAGES,
  type RadreportRecord,
  radreportAudit,
  radreportGet,
  radreportLock,
} from '#contract/radreport.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { call } from '#web/api/call.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import type { ReportSources } from '#web/api/report_panel.ts'
import { Button } from '#web/ui/Button.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { ChosenImages } from './ChosenImages.tsx'
import { EditorBar } from './EditorBar.tsx'
import { imagesIn, sectionsWith, textIn } from './fields.ts'
import { CHANGED, readAgain, useMacros } from './queries.ts'
import { SectionField } from './SectionField.tsx'
import { SignDialog } from './SignDialog.tsx'
import { blanksOf, calledMacro, joined, nextBlankOf } from './text.ts'
import { fieldsIn, selectionOf, writeInto } from './typing.ts'
import { useDraft, useLock } from './useDraft.ts'

interface Props {
  report: RadreportRecord
  study: StudyRecord
  body: string | undefined
  sources: ReportSources | undefined
}

/** The words of a macro, with the place of its first blank selected. */
function insertMacro(field: HTMLTextAreaElement, start: number, text: string): void {
  const [blank] = blanksOf(text)
  if (blank) field.setSelectionRange(start + blank.start, start + blank.end)
}

/** Writes a report: a field for each section, macros by a word, the next open place by a key; saved by itself. */
export function ReportEditor({ report, study, body, sources }: Props) {
  const { t } = useTranslation('reports')
  const { draft, state } = useDraft(report)
  useLock(report)
  const macros = useMacros(report.account_id, study.modality, report.type)
  const root = useRef<HTMLFormElement>(null)
  const last = useRef<HTMLTextAreaElement>(null)
  const [signing, setSigning] = useState(false)
  const { fields } = state
  // Who opens a report of theirs goes on writing it.
  useEffect(() => fieldsIn(root.current)[0]?.focus(), [])
  const sections = sectionsWith(fields, body)
  const blanks = sections.reduce((sum, { name }) => sum + blanksOf(textIn(fields, name)).length, 0)

  const insert = (words: string) => {
    const field = last.current?.isConnected ? last.current : fieldsIn(root.current)[0]
    if (!field) return
    const span = selectionOf(field)
    writeInto(field, span, joined(field.value, span, words))
  }

  const toBlank = (step: 1 | -1) => {
    const all = fieldsIn(root.current)
    const caret = all.find((one) => one === document.activeElement) ?? last.current
    const field = caret ? all.indexOf(caret) : -1
    const next = nextBlankOf(
      all.map(({ value }) => value),
      caret && field >= 0 ? { field, span: selectionOf(caret) } : undefined,
      step,
    )
    const target = next && all[next.field]
    if (!target) return
    target.focus()
    target.setSelectionRange(next.span.start, next.span.end)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === 'F4') {
      event.preventDefault()
      toBlank(event.shiftKey ? -1 : 1)
      return
    }
    if (event.key === 'Escape' && sources) {
      event.preventDefault()
      sources.leave()
      return
    }
    const field = event.target
    if (!(field instanceof HTMLTextAreaElement) || ![' ', 'Enter', 'Tab'].includes(event.key)) return
    if (event.shiftKey || field.selectionStart !== field.selectionEnd) return
    const called = calledMacro(field.value, field.selectionStart, macros)
    if (!called) return
    event.preventDefault()
    writeInto(field, called.span, called.macro.text)
    insertMacro(field, called.span.start, called.macro.text)
  }

  const sign = async (detail: string): Promise<string | undefined> => {
    try {
      if (!(await draft.flush())) return t('notSaved')
      await call(radreportAudit, { uuid: report.uuid, action: 'SIGNED', detail, updated: draft.updated() })
      await Promise.all(CHANGED.invalidates.map(() => readAgain()))
      return undefined
    } catch (error) {
      return t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed'))
    }
  }

  return (
    <form
      ref={root}
      aria-label={t('writing', { type: report.type })}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => {
        if (target instanceof HTMLTextAreaElement) last.current = target
      }}
      className="flex min-h-0 grow flex-col"
    >
      <EditorBar
        report={report}
        study={study}
        state={state}
        sources={sources}
        macros={macros}
        images={imagesIn(fields)}
        onInsert={insert}
        onImages={(images) => draft.change({ ...draft.get().fields, [KEY_IMAGES]: images })}
        onNextBlank={() => toBlank(1)}
        onFlush={() => draft.flush()}
      />
      <Trouble report={report} state={state.saving} draft={draft} />
      {report.html === 1 && (
        <p className="border-line border-b px-4 py-1.5 text-12 text-quiet">{t('formattingGoes')}</p>
      )}
      <div className="min-h-0 grow overflow-y-auto px-4 py-3">
        <div className="flex flex-col gap-3">
          {sections.map(({ name, title }) => (
            <SectionField
              key={name}
              title={title}
              value={textIn(fields, name)}
              onChange={(text) => draft.change({ ...draft.get().fields, [name]: text })}
            />
          ))}
          <ChosenImages
            images={imagesIn(fields)}
            onChange={(images) => draft.change({ ...draft.get().fields, [KEY_IMAGES]: images })}
          />
        </div>
      </div>
      <footer className="flex shrink-0 items-center gap-2 border-line border-t px-4 py-2">
        <span className="min-w-0 grow truncate text-12 text-quiet">
          {blanks > 0 && t('openPlaces', { count: blanks })}
        </span>
        <Button look="primary" onClick={() => setSigning(true)}>
          {t('sign')}
        </Button>
      </footer>
      {signing && (
        <SignDialog
          attestation={report.attestation === 1}
          blanks={blanks}
          onSign={sign}
          onClose={() => setSigning(false)}
        />
      )}
    </form>
  )
}

/** What keeps the words from being saved, and what can be done. */
function Trouble({
  report,
  state,
  draft,
}: {
  report: RadreportRecord
  state: ReturnType<typeof useDraft>['state']['saving']
  draft: ReturnType<typeof useDraft>['draft']
}) {
  const { t } = useTranslation('reports')
  const { uuid } = report
  const goOn = async () => {
    try {
      if (report.locking === 1) await call(radreportLock, { uuid })
      draft.rebase((await call(radreportGet, { uuid })).updated)
    } catch {
      readAgain()
    }
  }
  if (state === 'failed') return <ErrorBar>{t('offline')}</ErrorBar>
  if (state === 'refused') return <ErrorBar>{t('refused.failed')}</ErrorBar>
  if (state !== 'changed' && state !== 'locked') return null
  return (
    <ErrorBar
      action={
        <Button size="small" onClick={() => void goOn()}>
          {t('keepMine')}
        </Button>
      }
    >
      {state === 'changed' ? t('changed') : t('lockedMeanwhile', { name: report.locked_user_name ?? '' })}
    </ErrorBar>
  )
}
