import { useTranslation } from 'react-i18next'
import type { OtherObject } from '../stacks/stack.ts'
import { isLayer, kindOf } from './kind.ts'
import { TagList } from './tags/TagList.tsx'

/** Any object: why it is not shown in another form, and its attributes. */
export function PlainView({ object, failed = false }: { object: OtherObject; failed?: boolean }) {
  const { t } = useTranslation('objects')
  return (
    <div className="absolute inset-0 flex flex-col">
      <p className="border-line border-b px-4 py-2 text-12 text-quiet">
        {t(failed ? 'plain.failed' : isLayer(kindOf(object.dataset)) ? 'plain.over' : 'plain.text')}
      </p>
      <TagList dataset={object.dataset} />
    </div>
  )
}
