import { settingSet } from '#contract/setting.ts'
import { studyViewer3Settings } from '#contract/study/viewer3.ts'
import { call } from '#web/api/call.ts'
import { type OwnPresets, presetsIn } from '../voi/presets.ts'
import { type Protocol, protocolsIn, type ScopedProtocol } from './protocol.ts'

/**
 * What account, role and user have set for the viewer (`viewer3_config`). Other clients keep things of their own there:
 * only `hanging` and `presets` are ours.
 */
export interface ViewerConfig {
  readonly protocols: readonly ScopedProtocol[]
  readonly user: Readonly<Record<string, unknown>>
  /** The windows that the account gives everybody, and over them those of the reader's role. */
  readonly presets: { readonly account: OwnPresets; readonly role: OwnPresets }
  /** The account asks for the mouse of Ambra's viewers: the main button scrolls. */
  readonly scrolls: boolean
  /** Where the reader keeps what is theirs for such studies. */
  readonly accountId: string | undefined
  /** The settings that were asked for, as they are kept. */
  readonly settings: Readonly<Record<string, string>>
}

export const NO_CONFIG: ViewerConfig = {
  protocols: [],
  user: {},
  presets: { account: {}, role: {} },
  scrolls: false,
  accountId: undefined,
  settings: {},
}

/** The configuration for a study, with settings of the reader by their keys. */
export async function readConfig(studyId: string, settings: readonly string[]): Promise<ViewerConfig> {
  const answer = await call(studyViewer3Settings, { study_id: studyId, settings: [...settings] })
  return {
    protocols: [
      ...protocolsIn(answer.user_config, 'user'),
      ...protocolsIn(answer.role_config, 'role'),
      ...protocolsIn(answer.account_config, 'account'),
    ],
    user: answer.user_config,
    presets: { account: presetsIn(answer.account_config), role: presetsIn(answer.role_config) },
    scrolls: answer.viewer_default_mouse_tool === 'Scroll',
    accountId: answer.account_id ?? undefined,
    settings: answer.settings ?? {},
  }
}

/** A configuration with one protocol put in, or taken out; everything else in it stays. */
export function withProtocol(
  config: Readonly<Record<string, unknown>>,
  id: string,
  protocol: Protocol | undefined,
): Record<string, unknown> {
  const kept = Array.isArray(config.hanging) ? config.hanging : []
  const isIt = (entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'id' in entry && entry.id === id
  const others = kept.filter((entry) => !isIt(entry))
  return { ...config, hanging: protocol ? [...others, protocol] : others }
}

const USER_CONFIG = 'viewer3_config'

/** Keeps the reader's own configuration. */
export const saveUserConfig = (config: Readonly<Record<string, unknown>>) =>
  call(settingSet, { key: USER_CONFIG, value: JSON.stringify(config) })
