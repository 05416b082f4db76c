import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ANY,
  type RadreportMacro,
  radreportmacroAdd,
  radreportmacroList,
  radreportmacroSet,
} from '#contract/radreportmacro.ts'
import { useCommand } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { macroText } from './queries.ts'

const READ = { invalidates: [radreportmacroList] }
const shown = (value: string | undefined) => (value === ANY ? '' : (value ?? ''))

/** A new macro, or one as it is. */
export function MacroDialog({
  account_id,
  macro,
  onClose,
}: {
  account_id: string
  macro: RadreportMacro | undefined
  onClose: () => void
}) {
  const { t } = useTranslation('reports')
  const form = useId()
  const [name, setName] = useState(macro?.name ?? '')
  const [hotkey, setHotkey] = useState(macro?.hotkey ?? '')
  const [modality, setModality] = useState(shown(macro?.modality))
  const [type, setType] = useState(shown(macro?.type))
  const [text, setText] = useState(macro ? macroText(macro.body) : '')
  const add = useCommand(radreportmacroAdd, READ)
  const set = useCommand(radreportmacroSet, READ)
  const { error, isPending } = macro ? set : add
  const complete = name.trim() !== '' && text.trim() !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!complete) return
    const values = {
      name: name.trim(),
      hotkey: hotkey.replaceAll(/[^\p{L}\p{N}_-]/gu, ''),
      modality: modality.trim() || ANY,
      type: type.trim() || ANY,
      body: { text },
    }
    if (macro) set.mutate({ uuid: macro.uuid, ...values }, { onSuccess: onClose })
    else add.mutate({ account_id, ...values }, { onSuccess: onClose })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="normal"
      title={macro ? t('macro.edit', { name: macro.name }) : t('macro.add')}
      footer={
        <Button
          type="submit"
          form={form}
          look="primary"
          size="large"
          disabled={!complete}
          busy={isPending ? t('macro.saving') : undefined}
        >
          {t('macro.save')}
        </Button>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3">
        {error && <ErrorBar>{t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed'))}</ErrorBar>}
        <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <TextField
            label={t('macro.name')}
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label={t('macro.hotkey')}
            hint={t('macro.hotkeyHint')}
            value={hotkey}
            onChange={(event) => setHotkey(event.target.value)}
          />
          <TextField
            label={t('macro.modality')}
            hint={t('macro.anyHint')}
            value={modality}
            onChange={(event) => setModality(event.target.value)}
          />
          <TextField
            label={t('macro.type')}
            hint={t('macro.anyHint')}
            value={type}
            onChange={(event) => setType(event.target.value)}
          />
        </div>
        <label htmlFor={`${form}-text`} className="font-medium text-12 text-quiet">
          {t('macro.body')}
        </label>
        <textarea
          id={`${form}-text`}
          rows={6}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="-mt-2 w-full rounded-2 border border-line-strong bg-well px-2 py-1 max-md:text-16"
        />
      </form>
    </Dialog>
  )
}
