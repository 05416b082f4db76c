import { settingHash, settingList } from '../tenancy/account_setting.ts'
import { type ConditionContext, conditionHolds } from '../tenancy/customfield/condition.ts'

/** The stages of a study: which there are, which may come next and which lock it (account settings `study_status_*`). */

type Settings = Readonly<Record<string, unknown>>

export interface StatusSubject {
  study_status: string | null
  role_id: string | null
  ignoresRules: boolean
  context: ConditionContext
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value)

/** What the rules allow after the present status; nothing where they say nothing of it. */
function nextByRules(settings: Settings, subject: StatusSubject): string[] | undefined {
  const rules = settingHash(settings.study_status_tags_rules)
  if (Object.keys(rules).length === 0) return undefined
  const own = rules[subject.study_status ?? '']
  if (!isList(own)) return undefined
  return own.flatMap((rule) => {
    if (typeof rule !== 'object' || rule === null || !('values' in rule) || !isList(rule.values)) return []
    const condition: unknown = 'condition' in rule ? rule.condition : 1
    return conditionHolds(condition, subject.context) ? rule.values.map(String) : []
  })
}

/** The statuses that this person may give this study now. */
export function availableStatuses(settings: Settings, subject: StatusSubject, ignoreRules = false): string[] {
  const all = settingList(settings.study_status_tags)
  const byRole = settingHash(settings.study_status_role_tags)
  const forRole =
    Object.keys(byRole).length === 0
      ? all
      : all.filter((tag) => {
          const roles = byRole[tag]
          return isList(roles) && roles.some((role) => role === subject.role_id)
        })
  const next = subject.ignoresRules || ignoreRules ? undefined : nextByRules(settings, subject)
  return next ? forRole.filter((tag) => next.includes(tag)) : forRole
}

export function defaultStatus(settings: Settings): string | null {
  const named = settings.study_status_tags_default
  if (typeof named === 'string' && named !== '') return named
  return settingList(settings.study_status_tags)[0] ?? null
}

/** A study in such a status is locked by whoever put it there. */
export const isMutexStatus = (settings: Settings, status: string): boolean =>
  settingList(settings.study_status_mutex_tags).includes(status)

/** A person may hold only one study in such a status. */
export const isSingletonStatus = (settings: Settings, status: string): boolean =>
  settingList(settings.study_status_singleton_tags).includes(status)
