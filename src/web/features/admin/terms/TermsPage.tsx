import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { terminologyAccountOverrides, terminologySet } from '#contract/terminology.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { GENDERS } from '#web/api/wording/french.ts'
import {
  FORMS,
  flattened,
  sameHoles,
  type Tags,
  WORD_GENDERS,
  WORDS,
  wordTag,
} from '#web/api/wording/overlay.ts'
import { readWords, writtenTexts } from '#web/api/wording/wording.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { EmptyState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'
import { TermField } from './TermField.tsx'

/** Texts that are listed at once. */
const SHOWN = 50
const LANGUAGES = ['en', 'fr'] as const

/** `/admin/terms`: what the account calls things, as words everywhere and as single texts, and nobody else's pages. */
export function TermsPage() {
  const { t, i18n } = useTranslation('terms')
  const account = useAccount()
  const cache = useQueryClient()
  const toast = useToast()
  const [language, setLanguage] = useState(LANGUAGES.find((one) => one === i18n.language) ?? 'en')
  const [search, setSearch] = useState('')
  const overrides = useQuery(commandQuery(terminologyAccountOverrides, { account_id: account.uuid })).data
    ?.tags
  const tags: Tags = Object.fromEntries(
    (overrides ?? [])
      .filter((one) => one.language === language && one.vanity === null)
      .map(({ tag, val }) => [tag, val]),
  )
  const save = async (tag: string, value: string) => {
    const before = tags[tag] ?? ''
    try {
      await call(terminologySet, { account_id: account.uuid, tag, language, value })
      await cache.invalidateQueries({ queryKey: keyOf(terminologyAccountOverrides) })
      await readWords(i18n.language, { account_id: account.uuid })
      toast({
        text: t(value === '' ? 'takenBack' : 'saved'),
        action: { label: t('undo'), run: () => void save(tag, before) },
      })
    } catch {
      toast({ kind: 'bad', text: t('failed') })
    }
  }
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('pageTitle')}</title>
      <PageHead title={t('title')} search={search} onSearch={setSearch} searchText={t('search')}>
        <div className="w-32">
          <Select
            label={t('language')}
            quietLabel
            value={language}
            onChange={setLanguage}
            options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
          />
        </div>
      </PageHead>
      <div className="min-h-0 grow overflow-y-auto p-4">
        {overrides && (
          <div key={language} className="flex max-w-[760px] flex-col gap-6">
            {search.trim() === '' && <Words language={language} tags={tags} onSave={save} />}
            <SingleTexts language={language} tags={tags} search={search} onSave={save} />
          </div>
        )}
      </div>
    </div>
  )
}

interface Part {
  language: string
  tags: Tags
  onSave: (tag: string, value: string) => Promise<void>
}

function Words({ language, tags, onSave }: Part) {
  const { t } = useTranslation('terms')
  const gendered = WORD_GENDERS[language]
  return (
    <section aria-label={t('words')}>
      <h2 className="font-strong text-13">{t('words')}</h2>
      <p className="mb-2 text-quiet">{t(`wordsText.${language}`)}</p>
      <ul>
        {Object.entries(WORDS[language] ?? {}).map(([word, forms]) => (
          <li
            key={word}
            className={cx(
              'grid items-start gap-2 border-line border-b py-2 max-md:grid-cols-1',
              gendered ? 'grid-cols-[160px_1fr_1fr_120px]' : 'grid-cols-[160px_1fr_1fr]',
            )}
          >
            <span className="pt-1">{forms[0] === forms[1] ? forms[0] : forms.join(', ')}</span>
            {FORMS.map((form, place) => (
              <TermField
                key={form}
                label={t(`form.${form}`, { word: forms[place] })}
                placeholder={forms[place] ?? ''}
                value={tags[wordTag(word, form)] ?? ''}
                onSave={(value) => onSave(wordTag(word, form), value)}
              />
            ))}
            {gendered && (
              <Select
                label={t('gender', { word: forms[0] })}
                quietLabel
                disabled={FORMS.every((form) => !tags[wordTag(word, form)])}
                value={GENDERS.find((one) => one === tags[wordTag(word, 'gender')]) ?? gendered[word] ?? 'm'}
                onChange={(gender) =>
                  void onSave(wordTag(word, 'gender'), gender === gendered[word] ? '' : gender)
                }
                options={GENDERS.map((value) => ({ value, label: t(`genders.${value}`) }))}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Texts one by one: those that the account has its own for, and what a search finds. */
function SingleTexts({ language, tags, search, onSave }: Part & { search: string }) {
  const { t } = useTranslation('terms')
  const [limit, setLimit] = useState(SHOWN)
  const wanted = search.trim().toLowerCase()
  const all = [...writtenTexts(language)].flatMap(([folder, texts]) =>
    flattened(texts).map(([key, text]) => ({ tag: `${folder}:${key}`, text })),
  )
  const found = all.filter(({ tag, text }) =>
    wanted === ''
      ? tags[tag] !== undefined
      : text.toLowerCase().includes(wanted) || (tags[tag] ?? '').toLowerCase().includes(wanted),
  )
  return (
    <section aria-label={t('texts')}>
      <h2 className="font-strong text-13">{t('texts')}</h2>
      <p className="mb-2 text-quiet">{t('textsText')}</p>
      {writtenTexts(language).size === 0 && <p className="text-quiet">{t('otherLanguage')}</p>}
      {found.length === 0 && wanted !== '' && <EmptyState title={t('nothingFound')} />}
      <ul>
        {found.slice(0, limit).map(({ tag, text }) => (
          <li
            key={tag}
            className="grid grid-cols-2 items-start gap-2 border-line border-b py-2 max-md:grid-cols-1"
          >
            <span className="min-w-0 pt-1">
              <span className="block">{text}</span>
              <span className="block truncate font-mono text-11 text-quiet">{tag}</span>
            </span>
            <TermField
              label={t('textOf', { text })}
              placeholder={text}
              value={tags[tag] ?? ''}
              fault={(value) => (sameHoles(value, text) ? undefined : t('holes'))}
              onSave={(value) => onSave(tag, value)}
            />
          </li>
        ))}
      </ul>
      {found.length > limit && (
        <Button className="mt-2" onClick={() => setLimit(limit + SHOWN)}>
          {t('more', { count: found.length - limit })}
        </Button>
      )}
    </section>
  )
}
