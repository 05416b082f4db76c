import type { TFunction } from 'i18next'
import type { LinkRecord } from '#contract/link.ts'
import type { Formats } from '#web/ui/format/useFormats.ts'

/** The study that a link leads to in one line; nothing where there is none, or none that the reader sees. */
export const linkStudy = ({ study }: LinkRecord, formats: Formats): string | undefined =>
  study
    ? [formats.personName(study.patient_name), formats.dicomDate(study.study_date), study.study_description]
        .filter((part) => part)
        .join(' · ') || undefined
    : undefined

/** What a link is called: as its maker did, by where it leads, or by what it is for. */
export const linkName = (link: LinkRecord, formats: Formats, t: TFunction<'admin'>): string =>
  link.description ||
  linkStudy(link, formats) ||
  [t(`links.action.${link.action}`), link.folder_name ?? link.namespace_name]
    .filter((part) => part)
    .join(' · ')
