import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { studyRetrieve } from '#contract/study/archive.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { call } from '#web/api/call.ts'
import { channels } from '#web/api/channel.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/Message.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'

const progressEvent = z.object({ done: z.number(), total: z.number().positive() })
/** Where no events come through, the study is asked for again so often. */
const ASK_MS = 4000

/** A study whose images are in the archive: they are asked for here, and the study opens when they are back. */
export function FromArchive({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('viewer')
  const cache = useQueryClient()
  const [asked, setAsked] = useState(false)
  const [progress, setProgress] = useState<{ done: number; total: number }>()
  const [failed, setFailed] = useState<string>()
  const coming = (study.is_being_retrieved === 1 || asked) && failed === undefined
  const { uuid, phi_namespace } = study

  useEffect(() => {
    const again = () => void cache.invalidateQueries({ queryKey: keyOf(studyGet) })
    return channels.subscribe(`study.${phi_namespace}`, (event) => {
      if (event.uuid !== uuid) return
      if (event.event === 'READY') return again()
      if (event.event !== 'RETRIEVE') return
      if (event.failed === 1) return setFailed('failed')
      setProgress(progressEvent.safeParse(event).data)
    })
  }, [cache, uuid, phi_namespace])

  useEffect(() => {
    if (!coming) return
    const timer = setInterval(() => void cache.invalidateQueries({ queryKey: keyOf(studyGet) }), ASK_MS)
    return () => clearInterval(timer)
  }, [cache, coming])

  const retrieve = async () => {
    setFailed(undefined)
    setProgress(undefined)
    setAsked(true)
    try {
      await call(studyRetrieve, { uuid })
    } catch (error) {
      setAsked(false)
      if (errorTypeOf(error) !== 'NOT_THIN') setFailed(errorTypeOf(error) ?? 'connection')
    }
    await cache.invalidateQueries({ queryKey: keyOf(studyGet) })
  }

  return (
    <div className="grid place-items-center bg-image-ground text-image-text">
      {coming ? (
        <div role="status" className="flex w-80 max-w-full flex-col gap-2 p-4">
          <h1 className="font-strong text-13">{t('archive.coming')}</h1>
          <Progress
            value={progress ? progress.done / progress.total : 0}
            label={t('archive.coming')}
            className="!bg-image-quiet/30 h-1"
          />
          <p className="text-12 text-image-quiet tabular-nums">
            {progress ? t('archive.progress', progress) : t('archive.waits')}
          </p>
        </div>
      ) : (
        <div className="max-w-96 [&_p]:!text-image-quiet">
          <EmptyState
            heading="h1"
            title={t('archive.title')}
            text={t('archive.text')}
            actions={
              <Button look="primary" onClick={() => void retrieve()}>
                {t('archive.retrieve')}
              </Button>
            }
          />
          {failed !== undefined && (
            <p role="alert" className="flex items-center gap-2 px-4 text-12">
              <StatusShape shape="cross" />
              {t(`archive.refused.${failed}`, t('archive.refused.connection'))}
            </p>
          )}
        </div>
      )}
    </div>
  )
}
