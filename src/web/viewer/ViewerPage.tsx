import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { studyGet } from '#contract/study/read.ts'
import { commandQuery } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { useImagesWindow } from './habits/useImagesWindow.ts'
import { FromArchive } from './loading/FromArchive.tsx'
import { OpenStudy } from './OpenStudy.tsx'
import { BackButton } from './toolbar/BackButton.tsx'
import { TravelContext } from './worklist/context.ts'
import { PlaceControl } from './worklist/PlaceControl.tsx'
import { useTravelKeys } from './worklist/useTravelKeys.ts'
import { useTravelling } from './worklist/useTravelling.ts'

/** `/studies/:studyId/view`: the images of one study, read on screen. */
export function Component() {
  const { studyId = '' } = useParams()
  const study = useQuery(commandQuery(studyGet, { uuid: studyId }))
  const travel = useTravelling(studyId, study.data)
  useTravelKeys(travel)
  useImagesWindow(studyId)

  return (
    <TravelContext value={travel}>
      {study.data?.thin === 1 && study.data.permissions.study_browse !== 0 ? (
        <Page>
          <FromArchive study={study.data} />
        </Page>
      ) : study.data && study.data.permissions.study_browse !== 0 ? (
        <OpenStudy key={study.data.uuid} study={study.data} />
      ) : (
        <NotOpen closed={study.data !== undefined} error={study.error} onAgain={() => void study.refetch()} />
      )}
    </TravelContext>
  )
}

/** The study is on its way, did not come, or is closed to the reader's role here. */
function NotOpen({ closed, error, onAgain }: { closed: boolean; error: Error | null; onAgain: () => void }) {
  const { t } = useTranslation('viewer')
  return (
    <Page>
      {closed ? (
        <div className="grid place-items-center bg-image-ground">
          <EmptyState heading="h1" title={t('error.closed')} text={t('error.closedText')} />
        </div>
      ) : error ? (
        <div className="grid place-items-center bg-image-ground">
          <ErrorState
            {...(errorTypeOf(error)
              ? { title: t('error.studyMissing'), text: t('error.studyMissingText') }
              : { title: t('error.studyFailed'), text: t('error.studyFailedText') })}
            actions={
              <Button look="primary" onClick={onAgain}>
                {t('error.again')}
              </Button>
            }
          />
        </div>
      ) : (
        <div className="grid place-items-center bg-image-ground">
          <p role="status" className="appear-late text-image-quiet">
            {t('state.openingStudy')}
          </p>
        </div>
      )}
    </Page>
  )
}

/** The page around what stands in the images' place. */
const Page = ({ children }: { children: ReactNode }) => (
  <main className="grid h-full grid-rows-[44px_1fr] bg-ground">
    <header className="flex items-center border-line border-b bg-surface px-2">
      <BackButton />
      <PlaceControl />
    </header>
    {children}
  </main>
)
