import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStudyDate } from '../habits/useStudyDate.ts'
import { OpenedContext, useSession } from '../state/context.ts'
import type { OpenedStudy } from '../state/opened.ts'
import { useStore } from '../state/store.ts'
import { StudyTiles } from '../strip/StudyTiles.tsx'
import { modalitiesOf, type Prior } from './score.ts'

/** The earlier studies of the patient below the series of the one that is read: open ones with theirs. */
export function PriorStrip() {
  const { t } = useTranslation('hanging')
  const session = useSession()
  const { found, phase } = useStore(session.priors.store, (state) => state)
  const opened = useStore(session.opened, ({ studies }) => studies)
  if (phase === 'failed') {
    return (
      <button
        type="button"
        className="shrink-0 rounded-1 border-line border-t pt-2 text-start text-11 text-quiet"
        onClick={() => void session.priors.find()}
      >
        {t('priors.failed')}
      </button>
    )
  }
  return found.map((prior) => {
    const open = opened.find(({ study }) => study.uuid === prior.study.uuid)
    return open ? (
      <OpenPrior key={prior.study.uuid} prior={prior} opened={open} />
    ) : (
      <ClosedPrior key={prior.study.uuid} prior={prior} />
    )
  })
}

const head =
  'flex shrink-0 justify-between gap-1 border-line border-t pt-2 font-medium text-11 max-md:w-20 max-md:flex-col max-md:justify-start max-md:border-t-0 max-md:border-s max-md:ps-2 max-md:pt-0'

function OpenPrior({ prior, opened }: { prior: Prior; opened: OpenedStudy }) {
  const { t } = useTranslation('hanging')
  const dateOf = useStudyDate()
  const { phase, series } = useStore(opened.content.store, (state) => state)
  return (
    <OpenedContext value={opened}>
      <h2 className={head} title={prior.study.study_description ?? ''}>
        {dateOf(prior.study.study_date)}
        <span className="text-quiet">
          {prior.earlier ? t('priors.short', { number: prior.number }) : t('priors.beside')}
        </span>
      </h2>
      {phase === 'failed' && (
        <button
          type="button"
          className="shrink-0 text-start text-11 text-quiet"
          onClick={() => void opened.load()}
        >
          {t('priors.notRead')}
        </button>
      )}
      <StudyTiles series={series} />
    </OpenedContext>
  )
}

function ClosedPrior({ prior }: { prior: Prior }) {
  const { t } = useTranslation('hanging')
  const dateOf = useStudyDate()
  const session = useSession()
  const { study, number, earlier } = prior
  const words = [modalitiesOf(study).join(' '), study.study_description ?? '']
  return (
    <button
      type="button"
      className={`${head} group flex-wrap rounded-1 text-start`}
      data-prior={number}
      onClick={() => session.priors.open(prior)}
    >
      <span className="sr-only">{earlier ? t('priors.open', { number }) : t('priors.openBeside')}</span>
      <span>{dateOf(study.study_date)}</span>
      <span className="flex items-center text-quiet">
        {earlier ? t('priors.short', { number }) : t('priors.beside')}
        <ChevronRight aria-hidden="true" className="mirror !size-3" />
      </span>
      <span className="w-full truncate font-regular text-quiet">
        {words.filter((text) => text !== '').join(' · ')}
      </span>
    </button>
  )
}
