/** Dark is for reading rooms and the default; `system` follows the machine. Kept by this browser before signing in. */
export const THEMES = ['dark', 'light', 'system'] as const
export type Theme = (typeof THEMES)[number]

const KEPT = 'collimate.theme'
const prefersLight = window.matchMedia('(prefers-color-scheme: light)')

export function keptTheme(): Theme {
  const kept = localStorage.getItem(KEPT)
  return THEMES.find((theme) => theme === kept) ?? 'dark'
}

const apply = () => {
  const theme = keptTheme()
  document.documentElement.dataset.theme =
    theme === 'system' ? (prefersLight.matches ? 'light' : 'dark') : theme
}

export function changeTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme)
  apply()
}

export function startTheme(): void {
  apply()
  prefersLight.addEventListener('change', apply)
}
