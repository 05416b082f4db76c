/** The riddles of services that tell people from programs: all three are drawn in the same words. */

export type CaptchaProvider = 'turnstile' | 'hcaptcha' | 'recaptcha'

interface Captcha {
  render(element: HTMLElement, options: CaptchaOptions): unknown
  /** reCAPTCHA has what draws only a while after its script. */
  ready?(run: () => void): void
}

interface CaptchaOptions {
  sitekey: string
  theme: 'dark' | 'light'
  callback: (response: string) => void
}

declare global {
  interface Window {
    turnstile?: Captcha
    hcaptcha?: Captcha
    grecaptcha?: Captcha
  }
}

const drawnBy = (provider: CaptchaProvider): Captcha | undefined =>
  ({ turnstile: window.turnstile, hcaptcha: window.hcaptcha, recaptcha: window.grecaptcha })[provider]

/** Draws a riddle of the service into an element. Rejects where its script does not come. */
export async function drawCaptcha(
  { provider, script, site_key }: { provider: CaptchaProvider; script: string; site_key: string },
  element: HTMLElement,
  solved: (response: string) => void,
): Promise<void> {
  if (!drawnBy(provider)) {
    const loading = document.createElement('script')
    loading.src = `${script}?render=explicit`
    loading.async = true
    await new Promise((resolve, reject) => {
      loading.addEventListener('load', resolve)
      loading.addEventListener('error', reject)
      document.head.append(loading)
    })
  }
  const captcha = drawnBy(provider)
  if (!captcha) throw new Error('the script of the service brought nothing')
  const theme = document.documentElement.dataset.theme === 'light' ? 'light' : 'dark'
  const draw = () => void captcha.render(element, { sitekey: site_key, theme, callback: solved })
  if (provider === 'recaptcha' && captcha.ready) captcha.ready(draw)
  else draw()
}
