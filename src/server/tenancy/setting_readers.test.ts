import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ACCOUNT_SETTINGS } from '#contract/account_setting.ts'
import { SETTINGS_IN_EFFECT, SETTINGS_PASSED_ON, settingEffect } from '#contract/account_setting_effect.ts'

/** The settings screen says of each setting whether it does anything. What it says is compared with what reads it. */

const SOURCE = new URL('../../', import.meta.url).pathname

/** Commands that answer settings to clients and act on none of them. */
const ANSWERS = /commands\/(study\/(read|viewer3)|namespace\/share_code|node\/ping)\.ts$/
/** Where names stand without being read. */
const NAMES_ONLY =
  /contract\/account_setting|contract\/permission\.ts|demo\/|access\/setting\.ts$|first_account\.ts$|\.test\.tsx?$/

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  // Functions of the database read settings as well.
  .filter((file) => /\.tsx?$|\/migrations\/.*\.sql$/.test(file) && !NAMES_ONLY.test(file))
  .map((file) => ({
    file,
    text: readFileSync(join(SOURCE, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''),
  }))

/** The ways in which a setting is read: of a hash of settings, by name through a resolver, and in SQL. */
const readings = (name: string) => [
  new RegExp(`settings\\??\\.${name}\\b`),
  new RegExp(`\\b(setting|value|text|flag|on|openSetting|resolveSetting|number)\\((\\w+, )?'${name}'`),
  new RegExp(`settings *->>? *'${name}'|settings @> [^\`]*"${name}"`),
]
/** Names that a file keeps in a list, and reads from there. */
const LISTED: Readonly<Record<string, RegExp>> = {
  patient_portal_event_new_report_notify_type: /patient\/person\.ts$/,
  patient_portal_event_share_notify_type: /patient\/person\.ts$/,
  ...Object.fromEntries(
    Object.keys(ACCOUNT_SETTINGS)
      .filter((name) => name.startsWith('ai_'))
      .map((name) => [name, /contract\/ai_question\.ts$/]),
  ),
}

const reads = (name: string, { file, text }: (typeof files)[number]): boolean =>
  text.includes(name) &&
  (readings(name).some((reading) => reading.test(text)) ||
    (LISTED[name]?.test(file) ?? (ANSWERS.test(file) && text.includes(`'${name}'`))))

test('a setting is in effect where something acts on it, passed on where it is only answered', () => {
  const names = Object.keys(ACCOUNT_SETTINGS)
  const readers = new Map(names.map((name) => [name, files.filter((one) => reads(name, one))]))
  const found = (answered: boolean) =>
    names.filter((name) => {
      const by = readers.get(name) ?? []
      return by.length > 0 && by.every(({ file }) => ANSWERS.test(file)) === answered
    })
  expect(found(false).toSorted()).toEqual(SETTINGS_IN_EFFECT.toSorted())
  expect(found(true).toSorted()).toEqual(SETTINGS_PASSED_ON.toSorted())
})

test('each setting is one of the three', () => {
  expect(settingEffect('study_status_tags')).toBe('works')
  expect(settingEffect('viewer_enable_mpr')).toBe('passed')
  expect(settingEffect('paypal_account')).toBe('none')
})
