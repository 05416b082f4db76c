import { Archive } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { studyRetrieve } from '#contract/study/archive.ts'
import { call } from '#web/api/call.ts'
import { channels } from '#web/api/channel.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import type { ImageViewport } from '../viewport/viewport.ts'

/** In place of a picture that is in the archive: its study is asked for here, and shown when it is back. */
export function ArchivedTile({ viewport }: { viewport: ImageViewport }) {
  const { t } = useTranslation('viewer')
  const { prefetch, openedOf } = useSession()
  const stack = useStore(viewport.view, (view) => view.stack)
  const [asked, setAsked] = useState(false)
  const [refused, setRefused] = useState<string>()
  const image = stack?.frames[0]?.instance
  const study = image && openedOf(image).study
  const uuid = study?.uuid
  const namespace = study?.phi_namespace

  useEffect(() => {
    if (uuid === undefined || namespace === undefined) return
    return channels.subscribe(`study.${namespace}`, (event) => {
      if (event.uuid !== uuid) return
      if (event.event === 'READY') {
        prefetch.forgive('archived')
        viewport.retry()
      } else if (event.event === 'RETRIEVE' && event.failed === 1) {
        setAsked(false)
        setRefused('failed')
      }
    })
  }, [prefetch, viewport, uuid, namespace])

  const retrieve = async () => {
    if (uuid === undefined) return
    setRefused(undefined)
    setAsked(true)
    try {
      await call(studyRetrieve, { uuid })
    } catch (error) {
      setAsked(false)
      // It is back already.
      if (errorTypeOf(error) === 'NOT_THIN') viewport.retry()
      else setRefused(errorTypeOf(error) ?? 'connection')
    }
  }
  const waits = asked || study?.is_being_retrieved === 1
  return (
    <div role="alert" className="absolute inset-0 grid place-items-center bg-image-ground p-4 text-center">
      <div className="flex max-w-72 flex-col items-center gap-1">
        <Archive aria-hidden="true" className="text-image-text" />
        <p className="font-strong text-13 text-image-text">{t(waits ? 'archive.coming' : 'archive.title')}</p>
        <p className="text-12 text-image-quiet">
          {refused === undefined
            ? t(waits ? 'archive.shownThen' : 'archive.beside')
            : t(`archive.refused.${refused}`, t('archive.refused.connection'))}
        </p>
        {!waits && (
          <button
            type="button"
            className="mt-2 h-7 rounded-2 border border-image-quiet px-2.5 font-medium text-image-text max-md:h-11"
            onClick={() => void retrieve()}
          >
            {t('archive.retrieve')}
          </button>
        )}
      </div>
    </div>
  )
}
