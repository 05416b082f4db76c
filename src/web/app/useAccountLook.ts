import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { accountCss } from '#contract/account.ts'
import { readWords, type WordsOf } from '#web/api/wording/wording.ts'

const ID = 'account-css'
/** The name of a window that shows a style sheet which is still being written. */
const PREVIEW = 'collimate-preview'

/** The style sheet of an account, after those of the application. */
function showStyles(of: WordsOf): void {
  if (window.name === PREVIEW) return
  const url = `/api/v3${accountCss.path}?${new URLSearchParams({ ...of })}`
  const known = document.getElementById(ID)
  if (known?.getAttribute('href') === url) return
  const link = document.createElement('link')
  link.id = ID
  link.rel = 'stylesheet'
  link.href = url
  known?.remove()
  document.head.append(link)
}

/**
 * Everything in the words and colours of an account: the one that is named, else the one whose host this is. Nothing
 * changes while it is not known which.
 */
export function useAccountLook(of: WordsOf | undefined): void {
  const { i18n } = useTranslation('app')
  const { language } = i18n
  const known = of !== undefined
  const { account_id, vanity } = of ?? {}
  useEffect(() => {
    if (!known) return
    const named = { ...(account_id ? { account_id } : {}), ...(vanity && !account_id ? { vanity } : {}) }
    showStyles(named)
    // Standing words are no reason to stop.
    readWords(language, named).catch(() => undefined)
  }, [known, account_id, vanity, language])
}
