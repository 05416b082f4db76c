import { Download, FileText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { instanceUrl } from '../data/url.ts'
import type { OtherObject } from '../stacks/stack.ts'
import { useOpened } from '../state/context.ts'

const KINDS = new Set(['SR', 'PR', 'KO', 'DOC', 'SEG', 'RTSTRUCT', 'RTPLAN', 'RTDOSE', 'REG', 'ECG'])

/** An object that is no picture: said so, and to be had as a file. */
export function ObjectTile({ object }: { object: OtherObject }) {
  const { t } = useTranslation('viewer')
  const { address } = useOpened()
  const kind = KINDS.has(object.Modality) ? t(`object.${object.Modality}`) : t('object.other')
  const name = object.SeriesDescription || kind
  const url = instanceUrl(address.root, {
    StudyInstanceUID: address.StudyInstanceUID,
    SeriesInstanceUID: object.SeriesInstanceUID,
    SOPInstanceUID: object.SOPInstanceUID,
  })
  return (
    <a href={url} download={`${object.SOPInstanceUID}.dcm`} className="block shrink-0 rounded-1">
      <span className="sr-only">{t('object.download', { kind, name })}</span>
      <span
        aria-hidden="true"
        className="relative flex h-[72px] flex-col items-center justify-center gap-1 rounded-1 border border-line bg-raised px-1 text-center text-11 text-quiet hover:text-ink max-md:size-[60px]"
      >
        <FileText aria-hidden="true" />
        <span className="line-clamp-2 w-full break-words leading-3 max-md:text-[10px]">{kind}</span>
        <span className="absolute start-1 top-0.5 font-medium">{object.SeriesNumber}</span>
        <Download aria-hidden="true" className="!size-3 absolute end-1 bottom-1" />
      </span>
      <span aria-hidden="true" className="mt-0.5 block truncate font-medium text-11 text-quiet max-md:hidden">
        {name}
      </span>
    </a>
  )
}
