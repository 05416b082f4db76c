import type { Rolldown } from 'vite'

/**
 * Which modules of the application share a file. A page is to be there after a handful of requests: what every page
 * needs is one file, what opening images needs is another, and what few pages need stays by itself.
 */

type Chunking = Rolldown.ChunkingContext

/** Libraries that every page needs. */
const LIBRARIES =
  /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack[\\/](query-core|react-query)|i18next|react-i18next|radix-ui|@radix-ui|@floating-ui|aria-hidden|react-remove-scroll[\w-]*|react-style-singleton|use-callback-ref|use-sidecar|lucide-react|zod)[\\/]/

/** What the first script of a page is made of; it is to be small. */
const EARLY =
  /src[\\/](contract[\\/]study[\\/](opening|view_keys)|web[\\/](app[\\/]early|api[\\/](early|session|refusal)|viewer[\\/](phone|data[\\/](series|dicomJson|tag|url)|stacks[\\/]modality|priors[\\/]query)))\.ts$/

/** What decodes and draws with Cornerstone: large, and wanted after the first picture. */
const CORNERSTONE =
  /node_modules[\\/](@cornerstonejs[\\/](core|metadata|dicom-image-loader)|@kitware[\\/]vtk\.js|gl-matrix|comlink)[\\/]/

/** What stands around every page of somebody who is signed in. */
const FRAME =
  /src[\\/]web[\\/]app[\\/]((i18n|pseudo|theme|session-guard|SignedIn|Sharing|useAccountLook)\.tsx?|sign-in[\\/](ExpiredDialog|SignInForm|PinForm|refusal-text)\.tsx?)$/

const VIEWER = /src\/web\/viewer\/ViewerPage\.tsx$/
const WAYS_IN = /src\/web\/app\/(guest\/Guest)?ViewerRoute\.tsx$/

const slashed = (id: string): string => id.replaceAll('\\', '/')

/** The modules that are loaded with these, and with `later` those that they load when they are wanted. */
function reached(graph: Chunking, from: readonly string[], later: boolean, stop?: RegExp): Set<string> {
  const found = new Set<string>()
  const ahead = [...from]
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (found.has(id) || stop?.test(slashed(id))) continue
    found.add(id)
    const info = graph.getModuleInfo(id)
    ahead.push(...(info?.importedIds ?? []), ...(later ? (info?.dynamicallyImportedIds ?? []) : []))
  }
  return found
}

/** The module of this name, from one that leads to it. */
function ancestor(graph: Chunking, id: string, wanted: (id: string) => boolean): string | undefined {
  const seen = new Set<string>()
  const ahead = [id]
  for (let one = ahead.pop(); one !== undefined; one = ahead.pop()) {
    if (seen.has(one)) continue
    if (wanted(one)) return one
    seen.add(one)
    const info = graph.getModuleInfo(one)
    ahead.push(...(info?.importers ?? []), ...(info?.dynamicImporters ?? []))
  }
  return undefined
}

/** Names the file of a module that opening images loads: its own, or the common one when other pages need it too. */
export function viewerChunks(): Rolldown.CodeSplittingNameFunction {
  let withViewer: Set<string> | undefined
  let elsewhere: Set<string> | undefined
  return (id, graph) => {
    if (!withViewer || !elsewhere) {
      const page = ancestor(graph, id, (one) => VIEWER.test(slashed(one)))
      const entry = ancestor(graph, id, (one) => graph.getModuleInfo(one)?.isEntry === true)
      if (page === undefined || entry === undefined) return null
      withViewer = reached(graph, [page], false)
      elsewhere = reached(graph, [entry], true, WAYS_IN)
    }
    if (!withViewer.has(id)) return null
    return elsewhere.has(id) ? 'base' : 'viewer'
  }
}

export const chunkGroups = (): Rolldown.CodeSplittingGroup[] => [
  { name: 'early', test: EARLY, priority: 6 },
  { name: 'libraries', test: LIBRARIES, priority: 5 },
  { name: 'base', test: /src[\\/](contract|web[\\/](api|ui))[\\/]/, priority: 4, minShareCount: 4 },
  { name: 'frame', test: FRAME, priority: 4 },
  // By itself: small libraries that it shares with what comes before would bring all of it along.
  { name: 'cornerstone', test: CORNERSTONE, priority: 4, includeDependenciesRecursively: false },
  { name: viewerChunks(), debugName: 'viewer', priority: 3 },
  {
    name: 'features',
    test: /src[\\/]web[\\/]features[\\/].*\.tsx?$/,
    entriesAware: true,
    entriesAwareMergeThreshold: 12_000,
  },
]
