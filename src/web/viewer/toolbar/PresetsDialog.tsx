import { ChevronDown } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { KeyCap } from '#web/ui/KeyCap.tsx'
import { Menu, MenuItem } from '#web/ui/Menu.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import {
  NAME_LENGTH,
  type OwnPresets,
  ownPresetsOf,
  PRESET_LIMITS,
  type Preset,
  presetsFor,
} from '../voi/presets.ts'
import { usePresetName, usePresets } from '../voi/usePresets.ts'
import { type PresetKeeper, useSharedPresets } from '../voi/useSharedPresets.ts'

/** The CT presets of this user: name, width and centre; the keys stay where they are. */
export function PresetsDialog() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const open = useStore(session.ui, (ui) => ui.editingPresets)
  const close = () => {
    session.ui.set({ editingPresets: false })
    // The menu that opened it is gone: the keys go back to the picture once the dialog has let go of the focus.
    setTimeout(session.focusActive)
  }
  return (
    <Dialog open={open} onOpenChange={close} title={t('presets.title')} description={t('presets.text')}>
      {open && <SharedPresetsForm onClose={close} />}
    </Dialog>
  )
}

/** The form with what the account and the role give. */
function SharedPresetsForm({ onClose }: { onClose: () => void }) {
  const session = useSession()
  const { presets, keepers } = useSharedPresets()
  return (
    <PresetsForm
      onClose={onClose}
      everybody={presets}
      keepers={keepers}
      onKept={() => session.readSharedPresets()}
    />
  )
}

const NONE: OwnPresets = {}
const NOBODY: readonly PresetKeeper[] = []

/** The dialog's form: nothing changes before it is saved. */
export function PresetsForm({
  onClose,
  everybody = NONE,
  keepers = NOBODY,
  onKept,
}: {
  onClose: () => void
  /** What the reader is given in place of the standard windows. */
  everybody?: OwnPresets
  /** Others whom they may be saved for. */
  keepers?: readonly PresetKeeper[]
  onKept?: () => Promise<void>
}) {
  const { t } = useTranslation('viewer')
  const { number } = useFormats()
  const presetName = usePresetName()
  const toast = useToast()
  const { presets, setOwn } = usePresets(everybody)
  const named = (list: readonly Preset[]) =>
    list.map((preset) => ({
      id: preset.id,
      name: presetName(preset),
      width: preset.width,
      center: preset.center,
    }))
  const { register, handleSubmit, formState, reset } = useForm({ defaultValues: { rows: named(presets) } })

  const typed = (rows: readonly { name: string; width: number; center: number }[]): Preset[] =>
    presets.map((preset, index) => {
      const { width, center, name } = rows[index] ?? preset
      const given = name?.trim()
      // A standard name is not kept, so that it goes on following the language.
      return {
        ...preset,
        width,
        center,
        name: given === presetName({ id: preset.id }) ? undefined : given,
      }
    })

  const submit = handleSubmit(({ rows }) => {
    setOwn(ownPresetsOf(typed(rows), everybody))
    onClose()
  })

  const saveFor = (keeper: PresetKeeper) =>
    handleSubmit(async ({ rows }) => {
      try {
        await keeper.keep(typed(rows))
        await onKept?.()
        // What everybody has is no longer the reader's own.
        if (keeper.scope === 'account') setOwn(NONE)
        toast({ text: t('presets.keptFor', { name: keeper.name }) })
        onClose()
      } catch {
        toast({ kind: 'bad', text: t('presets.notKept') })
      }
    })()

  /** A number inside its limits; an empty or unreadable field is none. */
  const limited = (field: 'width' | 'center', refused: 'presets.badWidth' | 'presets.badCenter') => {
    const { least, most } = PRESET_LIMITS[field]
    return {
      valueAsNumber: true,
      validate: (value: number) =>
        (value >= least && value <= most) || t(refused, { least: number(least), most: number(most) }),
    } as const
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <div className="grid grid-cols-[auto_minmax(0,1fr)_112px_112px] max-md:grid-cols-[auto_minmax(0,1fr)_80px_80px] items-start gap-x-2 gap-y-1.5">
        {(['key', 'name', 'width', 'center'] as const).map((column) => (
          <span key={column} aria-hidden="true" className="font-medium text-12 text-quiet">
            {t(`presets.${column}`)}
          </span>
        ))}
        {presets.map(({ id, digit }, index) => {
          const errors = formState.errors.rows?.[index]
          return (
            <div key={id} className="contents">
              <span aria-hidden="true" className="flex h-7 items-center max-md:h-11">
                <KeyCap>{digit}</KeyCap>
              </span>
              <TextField
                label={t('presets.nameOf', { digit })}
                quietLabel
                maxLength={NAME_LENGTH}
                error={errors?.name?.message}
                {...register(`rows.${index}.name`, {
                  validate: (value) => value.trim() !== '' || t('presets.nameMissing'),
                })}
              />
              <TextField
                label={t('presets.widthOf', { digit })}
                quietLabel
                type="number"
                step="any"
                error={errors?.width?.message}
                {...register(`rows.${index}.width`, limited('width', 'presets.badWidth'))}
              />
              <TextField
                label={t('presets.centerOf', { digit })}
                quietLabel
                type="number"
                step="any"
                error={errors?.center?.message}
                {...register(`rows.${index}.center`, limited('center', 'presets.badCenter'))}
              />
            </div>
          )
        })}
      </div>
      <div className="flex items-center justify-end gap-2">
        <Button
          size="large"
          look="plain"
          className="me-auto"
          onClick={() => reset({ rows: named(presetsFor('CT', everybody)) }, { keepDefaultValues: true })}
        >
          {t('presets.standard')}
        </Button>
        {keepers.length > 0 && (
          <Menu
            align="end"
            side="top"
            trigger={
              <Button size="large">
                {t('presets.forOthers')}
                <ChevronDown aria-hidden="true" className="size-4" />
              </Button>
            }
          >
            {keepers.map((keeper) => (
              <MenuItem key={keeper.id} onSelect={() => void saveFor(keeper)}>
                {t(`presets.for.${keeper.scope}`, { name: keeper.name })}
              </MenuItem>
            ))}
          </Menu>
        )}
        <Button size="large" onClick={onClose}>
          {t('presets.cancel')}
        </Button>
        <Button type="submit" look="primary" size="large">
          {t('presets.save')}
        </Button>
      </div>
    </form>
  )
}
