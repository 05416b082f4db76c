import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../Button.tsx'
import { Checkbox } from '../Checkbox.tsx'
import { TextField } from '../Field.tsx'
import { useFormats } from '../format/useFormats.ts'
import { ErrorBar } from '../Message.tsx'
import { type Shape, StatusShape } from '../StatusShape.tsx'
import { isOpen, type Question, questionText } from './question.ts'

const SHAPES: Record<NonNullable<Question['state']>, Shape> = {
  SCHEDULED: 'ring',
  RUNNING: 'half',
  DONE: 'tick',
  ERROR: 'cross',
}

/** What became of a question: its state, then the answer, or why there is none. */
function Outcome({ asked: { state, answer, error, asked, user_name } }: { asked: Question }) {
  const { t } = useTranslation('question')
  const formats = useFormats()
  if (state === null || asked === null) return <p className="text-12 text-quiet">{t('never')}</p>
  return (
    <>
      <p className="flex items-center gap-1.5 text-12 text-quiet">
        <StatusShape shape={SHAPES[state]} />
        <span className="min-w-0">
          {[t(`state.${state}`), user_name, formats.timestamp(asked)].filter((part) => part).join(' · ')}
        </span>
      </p>
      {state === 'DONE' && answer !== null && (
        <p className="max-h-48 overflow-y-auto whitespace-pre-wrap py-1 wrap-anywhere">{answer}</p>
      )}
      {state === 'ERROR' && error !== null && <p className="py-1 text-12 wrap-anywhere">{error}</p>}
    </>
  )
}

/** The questions that can be put to the AI stack, with their answers; those that are chosen are asked in turn. */
export function QuestionList({
  questions,
  look = 'secondary',
  onAsk,
}: {
  questions: readonly Question[]
  look?: 'primary' | 'secondary'
  /** Answers why it was refused, in words, or nothing. `detail` goes along with each question. */
  onAsk: (questions: string[], detail: string) => Promise<string | undefined>
}) {
  const { t } = useTranslation('question')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [detail, setDetail] = useState('')
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const free = questions.filter((one) => !isOpen(one)).map(({ question }) => question)
  const asking = chosen.filter((question) => free.includes(question))
  const ask = async () => {
    setBusy(true)
    const why = await onAsk([...asking], detail.trim())
    setBusy(false)
    setRefused(why)
    if (why === undefined) setChosen([])
  }
  return (
    <div className="flex flex-col gap-3">
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <ul aria-label={t('questions')} aria-live="polite">
        {questions.map((asked) => (
          <li key={asked.question} className="border-line border-b py-1.5">
            <Checkbox
              checked={asking.includes(asked.question)}
              disabled={isOpen(asked)}
              onChange={(on) =>
                setChosen(
                  on ? [...asking, asked.question] : asking.filter((question) => question !== asked.question),
                )
              }
            >
              {questionText(asked.question)}
            </Checkbox>
            <div className="ps-[22px]">
              <Outcome asked={asked} />
            </div>
          </li>
        ))}
      </ul>
      <TextField
        label={t('detail')}
        hint={t('detailHint')}
        value={detail}
        onChange={(event) => setDetail(event.target.value)}
      />
      <Button
        look={look}
        size={look === 'primary' ? 'large' : 'control'}
        className="self-end"
        disabled={asking.length === 0}
        busy={busy ? t('asking') : undefined}
        onClick={() => void ask()}
      >
        {asking.length === 0 ? t('askNone') : t('ask', { count: asking.length })}
      </Button>
    </div>
  )
}
