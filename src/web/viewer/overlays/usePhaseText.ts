import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { phaseAt } from '../stacks/fourD.ts'
import type { Stack } from '../stacks/stack.ts'

/** Which phase an image of a stack is of, in words; empty where there are none. */
export function usePhaseText(): (stack: Pick<Stack, 'axis' | 'phases' | 'phase'>, index: number) => string {
  const { t } = useTranslation('viewer')
  const { number } = useFormats()
  return (stack, index) => {
    const { axis, phases, phase } = stack
    if (!axis || (phases === undefined && !phase)) return ''
    const at = phases === undefined ? (phase?.number ?? 0) : phaseAt(stack, index)
    const value = axis.values[at] ?? at + 1
    if (axis.kind === 'b') return t('phase.b', { value: number(value) })
    const place = t('phase.of', { number: at + 1, count: axis.values.length })
    if (axis.kind === 'temporal' || axis.kind === 'order') return place
    return `${place} · ${t(`phase.${axis.kind}`, { value: number(value) })}`
  }
}
