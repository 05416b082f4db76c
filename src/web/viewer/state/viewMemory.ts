import { z } from 'zod'
import { settingSet } from '#contract/setting.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { seriesOfView, viewKey, viewListKey } from '#contract/study/view_keys.ts'
import { call } from '#web/api/call.ts'
import type { ViewerConfig } from '../hanging/config.ts'
import type { Hanging } from '../hanging/hanging.ts'
import { PHONE } from '../phone.ts'
import type { Priors } from '../priors/priors.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import { isRead } from './content.ts'
import type { Interface } from './interface.ts'
import type { OpenedStudy } from './opened.ts'
import type { Reader } from './opening.ts'
import type { Store } from './store.ts'
import type { Tiles } from './tiles.ts'
import { cellStateOf, gridOf, indexIn, type ViewState, viewStateSchema, wishOf } from './viewState.ts'

/**
 * Keeps how a study is looked at, per user and study, as it changes: in this browser at once, with `/setting/set` when it
 * has come to rest. Kept among the user's settings of the account, which the rest of the application does not read at its
 * start; the newest hundred stay.
 */

const REST_MS = 1500
/** Milliseconds for which changes are gathered: a reader who scrolls makes one with every image. */
const GATHER_MS = 100
const MOST_STUDIES = 100
const listSchema = z.array(z.string())

export interface ViewMemory {
  /** The settings that it reads. */
  readonly keys: readonly string[]
  /** The series that the reader looked at last. */
  seriesIn(config: ViewerConfig): string | undefined
  /** Goes on where the reader left off, unless they came for something else. */
  begin(config: ViewerConfig, linked: ViewState | undefined, restore: boolean): void
  capture(): ViewState
  watch(viewport: ImageViewport): () => void
  stop(): void
}

export interface ViewMemoryOptions {
  study: StudyRecord
  reader: Reader
  ui: Store<Interface>
  viewports: ReadonlyMap<number, ImageViewport>
  hanging: Hanging
  opened: Store<{ readonly studies: readonly OpenedStudy[] }>
  priors: Priors
  tiles: Tiles
}

function parsed<S extends z.ZodType>(schema: S, text: string | null | undefined): z.output<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data
  } catch {
    return undefined
  }
}

export function createViewMemory(options: ViewMemoryOptions): ViewMemory {
  const { study, reader, ui, viewports, hanging, opened, priors, tiles } = options
  const phone = window.matchMedia(PHONE).matches
  const listKey = viewListKey(phone)
  const keyOf = (studyId: string) => viewKey(phone, studyId)
  const key = keyOf(study.uuid)
  const localKey = `${key}.${reader.uuid}`
  let accountId: string | undefined
  let list: string[] = []
  let begun = false
  let known = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  let gathering: ReturnType<typeof setTimeout> | undefined

  const stackWith = (id: string) =>
    opened
      .get()
      .studies.flatMap((one) => one.content.stack(id) ?? [])
      .at(0)

  const set = (name: string, value: string, keepalive = false) =>
    call(
      settingSet,
      { key: name, value, ...(accountId === undefined ? {} : { account_id: accountId }) },
      { keepalive, waitForSession: false },
    )

  const capture = (): ViewState => {
    const { grid, room, roomLeft } = ui.get()
    const planes = room ?? roomLeft?.stack
    const { protocol, stage } = hanging.store.get()
    const byHand = hanging.filledByHand()
    const calibrations = opened.get().studies[0]?.content.calibrations() ?? new Map<string, number>()
    return {
      version: 1,
      rows: grid.rows,
      columns: grid.columns,
      active: grid.active,
      cells: grid.cells.map((_, cell) => {
        const viewport = viewports.get(cell)
        return viewport ? cellStateOf(viewport.view.get()) : null
      }),
      ...(protocol === undefined ? {} : { protocol: protocol.id }),
      stage,
      ...(byHand.length === 0 ? {} : { byHand: [...byHand] }),
      ...(calibrations.size === 0 ? {} : { calibrations: Object.fromEntries(calibrations) }),
      ...(planes === undefined
        ? {}
        : {
            room: {
              stack: planes,
              open: room !== undefined,
              ...(roomLeft?.stack === planes ? { view: roomLeft.view } : {}),
            },
          }),
      priors: opened.get().studies.flatMap((one) => (one.prior > 0 ? [one.study.uuid] : [])),
    }
  }

  /** This study first among those that are remembered; the oldest beyond the most is forgotten. */
  const remember = async () => {
    if (list[0] === study.uuid) return
    const next = [study.uuid, ...list.filter((uuid) => uuid !== study.uuid)]
    list = next.slice(0, MOST_STUDIES)
    await set(listKey, JSON.stringify(list))
    for (const uuid of next.slice(MOST_STUDIES)) await set(keyOf(uuid), '__DELETE__')
  }

  const send = (keepalive: boolean) => {
    clearTimeout(timer)
    timer = undefined
    const text = known
    set(key, text, keepalive)
      .then(async () => {
        // Safe on the server: the copy here is for what is not.
        if (known === text) localStorage.removeItem(localKey)
        await remember()
      })
      .catch(() => undefined)
  }

  /** Something that shall be shown is still on its way: the view is not as the reader left it, or wants it. */
  const pending = () =>
    ui
      .get()
      .grid.cells.some((id, cell) => id !== undefined && viewports.get(cell)?.view.get().stack?.id !== id) &&
    !opened.get().studies.every(({ content }) => isRead(content.store.get()))

  const keep = () => {
    clearTimeout(gathering)
    gathering = undefined
    // Tiles come and go; what was there before is what is kept.
    if (!begun || pending() || ui.get().tiled) return
    const state = capture()
    // Before anything is hung there is nothing to keep.
    if (state.cells.every((cell) => cell === null)) return
    const text = JSON.stringify(state)
    if (text === known) return
    known = text
    try {
      localStorage.setItem(localKey, text)
    } catch {
      // A browser that keeps nothing still sends it.
    }
    clearTimeout(timer)
    timer = setTimeout(() => send(false), REST_MS)
  }

  const note = () => {
    gathering ??= setTimeout(keep, GATHER_MS)
  }

  const onHide = () => {
    if (gathering !== undefined) keep()
    if (timer !== undefined) send(true)
  }
  window.addEventListener('pagehide', onHide)

  const openPriors = (uuids: readonly string[]) => {
    const open = () => {
      for (const prior of priors.store.get().found) if (uuids.includes(prior.study.uuid)) priors.open(prior)
    }
    if (uuids.length > 0) endings.push(priors.store.subscribe(open))
    open()
  }
  const endings = [ui.subscribe(note), hanging.store.subscribe(note)]

  return {
    keys: [key, listKey],
    capture,
    seriesIn: ({ settings }) => seriesOfView(localStorage.getItem(localKey) ?? settings[key]),
    begin(config, linked, restore) {
      accountId = config.accountId
      list = parsed(listSchema, config.settings[listKey]) ?? []
      const kept =
        linked ??
        parsed(viewStateSchema, localStorage.getItem(localKey)) ??
        parsed(viewStateSchema, config.settings[key])
      if (kept && restore) {
        hanging.restore({
          grid: gridOf(kept),
          protocolId: kept.protocol,
          stage: kept.stage,
          byHand: kept.byHand ?? [],
        })
        kept.cells.forEach((cell, place) => {
          if (cell)
            tiles.wish(
              place,
              wishOf(cell, (image) => indexIn(stackWith(cell.stack), image)),
            )
        })
        openPriors(kept.priors)
        if (kept.room) {
          const { stack, open, view } = kept.room
          ui.set({ room: open ? stack : undefined, roomBehind: open, roomLeft: view && { stack, view } })
        }
        const [current] = opened.get().studies
        for (const [uid, factor] of Object.entries(kept.calibrations ?? {}))
          current?.content.calibrate(uid, factor)
      }
      begun = true
    },
    watch: (viewport) => viewport.view.subscribe(note),
    stop() {
      window.removeEventListener('pagehide', onHide)
      for (const end of endings) end()
      onHide()
    },
  }
}
