import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '#web/ui/Menu.tsx'
import { COMPARABLE } from '../priors/score.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { useActionKey } from '../toolbar/useKeyName.ts'
import { ACTIONS, type ActionId } from '../tools/actions.ts'
import { useHangingNames } from './names.ts'
import { useRuleText } from './useRuleText.ts'

/** Which protocol hung the study and why; its stages, the others that fit, and the way to change them. */
export function HangingMenu() {
  const { t } = useTranslation('hanging')
  const session = useSession()
  const keyOf = useActionKey()
  const { protocolName, stageName } = useHangingNames()
  const ruleText = useRuleText()
  const { protocol, matches, stages, stage, byHand } = useStore(session.hanging.store, (state) => state)
  const priors = useStore(
    session.priors.store,
    ({ found }) => found.filter(({ score }) => score >= COMPARABLE).length,
  )
  if (!protocol) return null
  const match = matches.find((candidate) => candidate.protocol.id === protocol.id)
  const now = stages[stage]
  const action = (id: ActionId, label: string) => (
    <MenuItem keys={keyOf(id) ?? ''} onSelect={() => ACTIONS[id](session)}>
      {label}
    </MenuItem>
  )
  return (
    <Menu
      align="end"
      trigger={
        <Button look="plain" data-hanging={protocol.id} data-stage={now?.name}>
          <span className="sr-only">{t('menu.hungBy')}</span>
          <span className="max-w-40 truncate">{protocolName(protocol)}</span>
          {stages.length > 1 && (
            <span className="text-quiet tabular-nums">{`${stage + 1}/${stages.length}`}</span>
          )}
          {byHand && (
            <span className="text-quiet" title={t('menu.byHand')}>
              <span aria-hidden="true">*</span>
              <span className="sr-only">{t('menu.byHand')}</span>
            </span>
          )}
          <ChevronDown className="!size-3" />
        </Button>
      }
    >
      <MenuLabel>
        {match && match.why.length > 0
          ? t('menu.because', { reasons: match.why.map(ruleText).join(', ') })
          : t('menu.chosen')}
      </MenuLabel>
      <MenuSeparator />
      <MenuLabel>{t('menu.stages')}</MenuLabel>
      <MenuChoice
        value={String(stage)}
        onChange={(value) => session.hanging.choose(protocol.id, Number(value))}
        options={stages.map((entry, index) => ({
          value: String(index),
          label: stageName(protocol, entry, index),
        }))}
      />
      {stages.length > 1 && action('nextStage', t('menu.nextStage'))}
      {priors > 1 && action('swapPrior', t('menu.swapPrior'))}
      <MenuSeparator />
      <MenuLabel>{t('menu.others')}</MenuLabel>
      <MenuChoice
        value={protocol.id}
        onChange={(id) => session.hanging.choose(id)}
        options={matches.map((candidate) => ({
          value: candidate.protocol.id,
          label: `${protocolName(candidate.protocol)} · ${t(`scope.${candidate.protocol.scope}`)}`,
        }))}
      />
      <MenuSeparator />
      <MenuItem onSelect={() => session.hanging.edit('screen')}>{t('menu.fromScreen')}</MenuItem>
      <MenuItem onSelect={() => session.hanging.edit(protocol)}>
        {t(protocol.scope === 'standard' ? 'menu.copy' : 'menu.edit', { name: protocolName(protocol) })}
      </MenuItem>
    </Menu>
  )
}
