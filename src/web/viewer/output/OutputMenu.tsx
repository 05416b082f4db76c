import { useQuery } from '@tanstack/react-query'
import { Share } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { studyViewerSettings } from '#contract/study/read.ts'
import { commandQuery } from '#web/api/query.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuSeparator } from '#web/ui/Menu.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { usePatient } from '../overlays/usePatient.ts'
import { useSession } from '../state/context.ts'
import { useActive } from '../toolbar/useActive.ts'
import { useActionKey } from '../toolbar/useKeyName.ts'
import { clipType, saveClip, saveGif } from './clip.ts'
import { type PictureChoice, savePicture, viewportsOnPage } from './picture.ts'
import { printPage } from './print.ts'
import { useStudyObjects } from './useObjects.ts'
import { linkTo } from './viewLink.ts'

/** What leaves the viewer: objects for the study, pictures, films, paper, a link. */
export function OutputMenu() {
  const { t } = useTranslation('output')
  const session = useSession()
  const toast = useToast()
  const keyOf = useActionKey()
  const store = useStudyObjects()
  const print = usePrint()
  const [choice, setChoice] = useState<PictureChoice>({ marks: true, texts: true })
  const [progress, setProgress] = useState('')
  const frames = useActive((view) => view?.stack?.frames.length ?? 0)
  const shown = useActive((view) => view?.frame !== undefined)
  const film = useActive((view) => (view?.frame?.instance.NumberOfFrames ?? 1) > 1)
  const colour = useActive((view) => view?.frame?.instance.colour === true)
  // What the account lets out is asked for when there is something to take: the first image waits for nothing.
  const settings = useQuery({
    ...commandQuery(studyViewerSettings, { study_id: session.study.uuid }),
    enabled: shown,
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  const pictures = settings?.enable_viewer_export !== 0
  const prints = settings?.enable_viewer_print !== 0
  const { objects } = session.permissions

  useEffect(() => {
    session.print = prints ? () => void print(choice).catch(() => undefined) : undefined
    return () => {
      session.print = undefined
    }
  })

  const element = () => {
    const found = session.active()?.element.closest('[data-viewport]')
    return found instanceof HTMLElement ? found : undefined
  }
  const trying = (run: () => Promise<void> | undefined) => async () => {
    try {
      await run()
    } catch {
      toast({ kind: 'bad', text: t('failed') })
    } finally {
      setProgress('')
    }
  }
  const picture = (type: 'image/png' | 'image/jpeg') =>
    trying(() => {
      const viewport = element()
      return viewport && savePicture(viewport, choice, type)
    })
  const clip = trying(() => {
    const [viewport, on] = [session.active(), element()]
    if (!viewport || !on) return undefined
    return saveClip(session, viewport, on, choice, (done, count) =>
      setProgress(t('recording', { done, count })),
    )
  })
  const gif = trying(() => {
    const viewport = session.active()
    return viewport && saveGif(session, viewport)
  })
  const link = trying(async () => {
    await navigator.clipboard.writeText(
      linkTo(session.study.uuid, session.captureView(), window.location.origin),
    )
    toast({ text: t('linkCopied') })
  })

  return (
    <>
      <span role="status" className="whitespace-nowrap text-12 text-quiet">
        {progress}
      </span>
      <Menu
        align="end"
        trigger={
          <IconButton label={t('menu')}>
            <Share />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => void link()}>{t('link')}</MenuItem>
        {pictures && (
          <>
            <MenuSeparator />
            <MenuLabel>{t('picture')}</MenuLabel>
            <MenuCheck checked={choice.marks} onChange={(marks) => setChoice({ ...choice, marks })}>
              {t('withMarks')}
            </MenuCheck>
            <MenuCheck checked={choice.texts} onChange={(texts) => setChoice({ ...choice, texts })}>
              {t('withTexts')}
            </MenuCheck>
            <MenuItem disabled={frames === 0} onSelect={() => void picture('image/png')()}>
              {t('png')}
            </MenuItem>
            <MenuItem disabled={frames === 0} onSelect={() => void picture('image/jpeg')()}>
              {t('jpeg')}
            </MenuItem>
            <MenuItem disabled={frames < 2 || clipType() === undefined} onSelect={() => void clip()}>
              {t(clipType()?.startsWith('video/mp4') ? 'mp4' : 'webm')}
            </MenuItem>
            {film && <MenuItem onSelect={() => void gif()}>{t('gif')}</MenuItem>}
          </>
        )}
        {prints && (
          <MenuItem keys={keyOf('print') ?? ''} onSelect={() => void trying(() => print(choice))()}>
            {t('print')}
          </MenuItem>
        )}
        {objects && (
          <>
            <MenuSeparator />
            <MenuLabel>{t('intoStudy')}</MenuLabel>
            <MenuItem onSelect={() => void store('report')}>{t('report')}</MenuItem>
            <MenuItem onSelect={() => void store('keyObjects')}>{t('keyObjects')}</MenuItem>
            <MenuItem disabled={frames === 0 || colour} onSelect={() => void store('presentation')}>
              {t('presentation')}
            </MenuItem>
          </>
        )}
      </Menu>
    </>
  )
}

/** The viewports on paper with who and what above them. */
function usePrint(): (choice: PictureChoice) => Promise<void> {
  const { t } = useTranslation('output')
  const session = useSession()
  const patient = usePatient()
  const { dicomDate, date, time } = useFormats()
  return (choice) => {
    const { grid, maximised } = session.ui.get()
    const { study } = session
    const named = choice.texts && !session.ui.get().anonymous
    const now = new Date()
    return printPage(viewportsOnPage(), choice, {
      title: named ? patient.name : t('anonymous'),
      lines: named
        ? [
            [patient.id, patient.born, patient.sexAge].filter((text) => text !== '').join(' · '),
            [dicomDate(study.study_date), study.study_description ?? '', study.accession_number ?? '']
              .filter((text) => text !== '')
              .join(' · '),
          ]
        : [],
      foot: t('printed', { date: date(now), time: time(now), name: session.reader.name }),
      columns: maximised ? 1 : grid.columns,
    })
  }
}
