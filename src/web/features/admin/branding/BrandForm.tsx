import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountList, accountSet } from '#contract/account.ts'
import { HUES, LOGO_TYPES, MOST_LOGO, readBrand, writeBrand } from '#contract/brand.ts'
import { useCommand } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { cx } from '#web/ui/classes.ts'
import { Field, inputClasses } from '#web/ui/Field.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'
import { Preview } from './Preview.tsx'

const dataUrl = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error(file.name))
    reader.readAsDataURL(file)
  })

/** Accent, picture and own style rules, with the pages as they will look beside them. */
export function BrandForm({ stored }: { stored: string | null }) {
  const { t } = useTranslation('branding')
  const account = useAccount()
  const toast = useToast()
  const set = useCommand(accountSet, { invalidates: [accountList] })
  const [brand, setBrand] = useState(() => readBrand(stored))
  const [logoFault, setLogoFault] = useState<string>()
  const css = writeBrand(brand)
  const changed = css !== (stored ?? '')

  const save = (event: FormEvent) => {
    event.preventDefault()
    set.mutate(
      { uuid: account.uuid, css },
      {
        onSuccess: () => toast({ text: t('saved') }),
        onError: () => toast({ kind: 'bad', text: t('failed') }),
      },
    )
  }
  const choose = async (file: File | undefined) => {
    if (!file) return
    if (!LOGO_TYPES.some((type) => type === file.type)) return setLogoFault(t('notPicture'))
    if (file.size > MOST_LOGO) return setLogoFault(t('tooLarge'))
    setLogoFault(undefined)
    const logo = await dataUrl(file)
    setBrand((before) => ({ ...before, logo }))
  }
  return (
    <div className="grid grid-cols-[minmax(280px,400px)_minmax(0,1fr)] gap-6 max-xl:grid-cols-1">
      <form onSubmit={save} className="flex flex-col gap-4">
        <h2 className="font-strong text-13">{t('look')}</h2>
        <fieldset className="flex flex-col gap-1">
          <legend className="font-medium text-12 text-quiet">{t('accent')}</legend>
          <Checkbox
            checked={brand.hue !== undefined}
            onChange={(own) => setBrand({ ...brand, hue: own ? HUES.standard : undefined })}
          >
            {t('ownAccent')}
          </Checkbox>
          {brand.hue !== undefined && (
            <Field label={t('hue')} hint={t('hueHint')}>
              {(ids) => (
                <input
                  {...ids}
                  type="range"
                  min={HUES.least}
                  max={HUES.most}
                  step={5}
                  value={brand.hue}
                  onChange={(event) => setBrand({ ...brand, hue: Number(event.target.value) })}
                  style={{ accentColor: `oklch(0.545 0.185 ${brand.hue})` }}
                  className="h-7 w-full max-md:h-11"
                />
              )}
            </Field>
          )}
        </fieldset>
        <Field label={t('logo')} hint={t('logoHint')} error={logoFault}>
          {(ids) => (
            <div className="flex items-center gap-3">
              {brand.logo && (
                <img src={brand.logo} alt={t('logo')} className="size-10 rounded-1 object-contain" />
              )}
              <input
                {...ids}
                type="file"
                accept={LOGO_TYPES.join(',')}
                onChange={(event) => void choose(event.target.files?.[0])}
                className="min-w-0 grow text-12"
              />
              {brand.logo && (
                <Button size="small" onClick={() => setBrand({ ...brand, logo: undefined })}>
                  {t('noLogo')}
                </Button>
              )}
            </div>
          )}
        </Field>
        <Field label={t('css')} hint={t('cssHint')}>
          {(ids) => (
            <textarea
              {...ids}
              rows={8}
              spellCheck={false}
              value={brand.own}
              onChange={(event) => setBrand({ ...brand, own: event.target.value })}
              className={cx(inputClasses, '!h-auto resize-y py-1 font-mono text-12')}
            />
          )}
        </Field>
        <div className="flex gap-2">
          <Button
            type="submit"
            look="primary"
            size="large"
            disabled={!changed}
            busy={set.isPending ? t('saving') : undefined}
          >
            {t('save')}
          </Button>
          {changed && (
            <Button size="large" onClick={() => setBrand(readBrand(stored))}>
              {t('discard')}
            </Button>
          )}
        </div>
      </form>
      <Preview css={css} />
    </div>
  )
}
