import { useQuery } from '@tanstack/react-query'
import {
  createContext,
  type DragEvent,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { namespaceShareCode } from '#contract/namespace.ts'
import { commandQuery, queryClient } from '#web/api/query.ts'
import { userNamespaces, useUser } from '#web/api/user.ts'

import { withIngressRules } from './ingress_rules.ts'
import { chooseFiles, droppedRoots } from './pick/choose.ts'
import { type Root, walk } from './pick/walk.ts'
import { planUpload } from './plan.ts'
import { ReviewDialog } from './ReviewDialog.tsx'
import type { Scan, Scanned } from './scan/message.ts'
import { scanFiles } from './scan/scan.ts'
import type { KeptUpload } from './send/memory.ts'
import { type Destination, startUpload } from './send/uploads.ts'

interface UploadActions {
  /** False where the user may upload nowhere. */
  allowed: boolean
  choose: (kind: 'files' | 'folder') => void
  /** Goes on with an upload that a reload interrupted, from the handles that were kept. */
  proceed: (kept: KeptUpload) => void
}

const Actions = createContext<UploadActions>({
  allowed: false,
  choose: () => undefined,
  proceed: () => undefined,
})

export const useUploadActions = () => useContext(Actions)

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')

/** A place to upload to, with what is replaced in the images before they leave (v3 anonymization rules). */
export interface UploadPlace extends Destination {
  /** Whether the rules apply is asked. */
  askRules?: boolean
}

/**
 * Takes files dropped anywhere on what it holds, looks at them, and asks before it sends them. They go where the user
 * may upload, or into the one place that is given.
 */
export function UploadArea({
  namespace,
  only,
  folder,
  children,
}: {
  namespace: string | undefined
  only?: UploadPlace | undefined
  /** The uuid of a folder that what is uploaded is put into as well. */
  folder?: string | undefined
  children: ReactNode
}) {
  const { t } = useTranslation('upload')
  const { email } = useUser()
  const { data } = useQuery({ ...userNamespaces, enabled: only === undefined })
  const namespaces = useMemo<readonly UploadPlace[]>(
    () =>
      only ? [only] : (data?.namespaces.filter(({ permissions }) => permissions.study_upload !== 0) ?? []),
    [data, only],
  )
  const [scan, setScan] = useState<Scan>()
  const [over, setOver] = useState(false)
  const reading = useRef<AbortController>(undefined)
  useEffect(() => () => reading.current?.abort(), [])

  const look = async (roots: readonly Root[], onDone?: (scanned: readonly Scanned[]) => void) => {
    if (roots.length === 0) return
    reading.current?.abort()
    const abort = new AbortController()
    reading.current = abort
    const scanned: Scanned[] = []
    const show = (found: number, done: boolean, failed = false) => {
      if (!onDone && !abort.signal.aborted)
        setScan({ roots, scanned: done ? scanned : [], read: scanned.length, found, done, failed })
    }
    show(0, false)
    let found = 0
    try {
      await scanFiles(walk(roots), abort.signal, (some, known) => {
        scanned.push(...some)
        found = known
        show(known, false)
      })
      show(found, true)
      onDone?.(scanned)
    } catch {
      show(found, true, true)
    }
  }

  const proceed = async (kept: KeptUpload) => {
    const allowed = await Promise.all(
      kept.handles.map((handle) =>
        hasPermissions(handle) ? handle.requestPermission({ mode: 'read' }) : 'granted',
      ),
    )
    if (allowed.some((answer) => answer !== 'granted')) return
    const roots = kept.handles.map((handle) => ({ handle }))
    const known = namespaces.find(({ uuid }) => uuid === kept.namespace)
    const answer = await queryClient.fetchQuery(
      commandQuery(namespaceShareCode, { namespace_id: kept.namespace }),
    )
    const { askRules: _, ...place } = withIngressRules(
      known ?? { uuid: kept.namespace, name: kept.namespaceName },
      answer,
      email ?? '',
    )
    await look(roots, (scanned) => void startUpload(planUpload(scanned), place, roots, kept.id))
  }

  const close = () => {
    reading.current?.abort()
    setScan(undefined)
  }
  const allowed = namespaces.length > 0
  const actions: UploadActions = {
    allowed,
    choose: (kind) => void chooseFiles(kind).then((roots) => look(roots)),
    proceed: (kept) => void proceed(kept),
  }

  return (
    <Actions value={actions}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the Upload button is the first. */}
      <div
        className="relative h-full"
        onDragEnter={(event) => allowed && hasFiles(event) && setOver(true)}
        onDragOver={(event) => {
          if (allowed && hasFiles(event)) event.preventDefault()
        }}
        onDragLeave={(event) => {
          if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
            setOver(false)
        }}
        onDrop={(event) => {
          if (!allowed || !hasFiles(event)) return
          event.preventDefault()
          setOver(false)
          void droppedRoots(event.dataTransfer).then((roots) => look(roots))
        }}
      >
        {children}
        {over && (
          <div className="pointer-events-none absolute inset-2 z-(--z-dialog) grid place-items-center rounded-2 border-2 border-accent-line border-dashed bg-scrim">
            <p className="rounded-2 bg-raised px-4 py-2 font-strong text-14 shadow-lift">{t('drop')}</p>
          </div>
        )}
      </div>
      {scan && (
        <ReviewDialog
          scan={scan}
          namespaces={namespaces}
          preferred={namespace}
          onClose={close}
          onUpload={(plan, chosen) => {
            void startUpload(plan, folder ? { ...chosen, folder } : chosen, scan.roots)
            close()
          }}
        />
      )}
    </Actions>
  )
}

interface AskingHandle extends FileSystemHandle {
  requestPermission: (options: { mode: 'read' }) => Promise<PermissionState>
}
const hasPermissions = (handle: FileSystemHandle): handle is AskingHandle => 'requestPermission' in handle
