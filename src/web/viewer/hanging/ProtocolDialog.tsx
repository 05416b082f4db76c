import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import type { Draft } from './hanging.ts'
import { STUDY_ATTRIBUTES, type Stage } from './protocol.ts'
import { RuleRows } from './RuleRows.tsx'
import { StageForm } from './StageForm.tsx'
import { type Keeper, useKeepers } from './useKeep.ts'

/** A protocol in words: which studies it hangs, and what stands where, stage by stage. */
export function ProtocolDialog() {
  const { t } = useTranslation('hanging')
  const session = useSession()
  const draft = useStore(session.hanging.store, (state) => state.draft)
  const close = () => {
    session.hanging.edit(undefined)
    setTimeout(session.focusActive)
  }
  return (
    <Dialog
      open={draft !== undefined}
      onOpenChange={close}
      width="wide"
      title={t('dialog.title')}
      description={t('dialog.text')}
    >
      {draft && <ProtocolForm key={draft.protocol.id} draft={draft} onClose={close} />}
    </Dialog>
  )
}

const swapped = (stages: readonly Stage[], from: number, to: number): Stage[] => {
  const [one, other] = [stages[from], stages[to]]
  if (!one || !other) return [...stages]
  return stages.map((stage, at) => (at === from ? other : at === to ? one : stage))
}

function ProtocolForm({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const { t } = useTranslation('hanging')
  const session = useSession()
  const toast = useToast()
  const keepers = useKeepers()
  const [protocol, setProtocol] = useState(draft.protocol)
  const [keeperId, setKeeperId] = useState<string>()
  const [failed, setFailed] = useState(false)
  const [busy, setBusy] = useState(false)
  const keeper =
    keepers.find(({ id }) => id === keeperId) ??
    keepers.find(({ scope }) => scope === draft.scope) ??
    keepers[0]
  const nameless = protocol.name.trim() === ''
  const setStages = (stages: Stage[]) => setProtocol({ ...protocol, stages })

  const keep = async (where: Keeper | undefined, remove: boolean) => {
    if (!where) return
    setBusy(true)
    setFailed(false)
    try {
      await where.keep(protocol.id, remove ? undefined : { ...protocol, name: protocol.name.trim() })
      await session.readProtocols()
      if (!remove) session.hanging.choose(protocol.id)
      toast({ text: t(remove ? 'dialog.removed' : 'dialog.saved', { name: protocol.name.trim() }) })
      onClose()
    } catch {
      setFailed(true)
      setBusy(false)
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!nameless) void keep(keeper, false)
      }}
      className="flex flex-col gap-4"
    >
      {failed && <ErrorBar>{t('dialog.failed')}</ErrorBar>}
      <div className="flex flex-wrap gap-2">
        <div className="min-w-56 grow">
          <TextField
            label={t('dialog.name')}
            autoFocus
            required
            value={protocol.name}
            maxLength={60}
            onChange={(event) => setProtocol({ ...protocol, name: event.target.value })}
          />
        </div>
        <div className="w-56">
          <Select
            label={t('dialog.keeper')}
            value={keeper?.id ?? ''}
            onChange={setKeeperId}
            options={keepers.map(({ id, scope, name }) => ({
              value: id,
              label: scope === 'user' ? t('dialog.me') : t(`dialog.${scope}`, { name }),
            }))}
          />
        </div>
        <div className="w-24">
          <TextField
            label={t('dialog.priority')}
            type="number"
            min={0}
            max={100}
            value={protocol.priority}
            onChange={({ target }) =>
              setProtocol({
                ...protocol,
                priority: Math.min(
                  100,
                  Math.max(0, Number.isNaN(target.valueAsNumber) ? 0 : target.valueAsNumber),
                ),
              })
            }
          />
        </div>
      </div>
      <section aria-label={t('dialog.match')}>
        <h3 className="mb-1.5 font-strong text-12">{t('dialog.match')}</h3>
        <RuleRows
          rules={protocol.match}
          attributes={STUDY_ATTRIBUTES.map((value) => ({ value, label: t(`attribute.${value}`) }))}
          first="StudyDescription"
          onChange={(match) => setProtocol({ ...protocol, match })}
        />
      </section>
      {protocol.stages.map((stage, number) => (
        <StageForm
          // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place
          key={number}
          stage={stage}
          number={number}
          stages={protocol.stages.length}
          onChange={(next) => setStages(protocol.stages.map((before, at) => (at === number ? next : before)))}
          onMove={(by) => setStages(swapped(protocol.stages, number, number + by))}
          onRemove={() => setStages(protocol.stages.filter((_, at) => at !== number))}
        />
      ))}
      <div>
        <Button
          icon={<Plus />}
          onClick={() => setStages([...protocol.stages, session.hanging.stageOnScreen()])}
        >
          {t('dialog.addStage')}
        </Button>
      </div>
      <div className="flex items-center justify-end gap-2">
        {draft.scope !== undefined && (
          <Button
            size="large"
            look="plain"
            className="me-auto hover:text-bad"
            disabled={busy}
            onClick={() => void keep(keeper, true)}
          >
            {t('dialog.remove')}
          </Button>
        )}
        <Button size="large" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
        <Button type="submit" look="primary" size="large" disabled={busy || nameless}>
          {t('dialog.save')}
        </Button>
      </div>
    </form>
  )
}
