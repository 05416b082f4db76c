import { Trash } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { studyCommentAdd, studyCommentDelete } from '#contract/study/comment.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { useCommand } from '#web/api/query.ts'
import { Avatar } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { PaneSection } from './PaneSection.tsx'

const CHANGED = { invalidates: [studyGet, studyList] }

/** What people say about a study; one's own can be taken back. */
export function CommentsSection({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const [draft, setDraft] = useState('')
  const add = useCommand(studyCommentAdd, CHANGED)
  const remove = useCommand(studyCommentDelete, CHANGED)
  const comments = study.comments ?? []
  const send = () => {
    const body = draft.trim()
    if (body !== '') add.mutate({ study_id: study.uuid, body }, { onSuccess: () => setDraft('') })
  }
  return (
    <PaneSection
      title={t('comment.title')}
      note={comments.length > 0 ? formats.number(comments.length) : undefined}
    >
      <ul className="flex flex-col gap-2">
        {comments.map((comment) => (
          <li key={comment.uuid} className="group flex items-start gap-2 text-12">
            <Avatar name={comment.user_name} />
            <div className="min-w-0 grow">
              <span className="font-medium">{comment.user_name}</span>{' '}
              <time className="text-quiet tabular-nums">{formats.timestamp(comment.created)}</time>
              <p className="whitespace-pre-wrap break-words">{comment.body}</p>
            </div>
            {comment.is_mine === 1 && (
              <IconButton
                label={t('comment.delete')}
                narrow
                onClick={() => remove.mutate({ uuid: comment.uuid })}
                className="!h-5 group-hover:text-bad"
              >
                <Trash className="!size-3.5" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <form
        className="mt-2 flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <textarea
          aria-label={t('comment.label')}
          placeholder={t('comment.label')}
          rows={draft === '' ? 1 : 3}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          }}
          className="w-full resize-none rounded-2 border border-line-strong bg-well px-2 py-1 text-12 max-md:text-16"
        />
        {(add.error ?? remove.error) && (
          <p role="alert" className="flex items-center gap-1.5 text-12 text-bad">
            <StatusShape shape="cross" />
            {t('comment.failed')}
          </p>
        )}
        {draft.trim() !== '' && (
          <div className="flex justify-end">
            <Button type="submit" size="small" busy={add.isPending ? t('comment.sending') : undefined}>
              {t('comment.add')}
            </Button>
          </div>
        )}
      </form>
    </PaneSection>
  )
}
