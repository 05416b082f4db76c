import { useMemo } from 'react'
import { type LinkDefaults, readLinkDefaults } from '#web/api/link_defaults.ts'
import { usePlaceSettings } from '#web/api/place_setting.ts'

/** The defaults of a namespace, of its own before its account's; undefined while they are read. */
export function useLinkDefaults(namespace: string | undefined): LinkDefaults | undefined {
  const settings = usePlaceSettings(namespace, 'link_defaults')
  return useMemo(() => settings && readLinkDefaults(settings.link_defaults), [settings])
}
