import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type CaseResult, type DataSet, measureDicomweb, storeAll } from './dicomweb.ts'
import { type LargeResult, measureLarge } from './large.ts'
import { measurePeople, type PeopleResult } from './people.ts'
import { measureScroll, type ScrollResult } from './scroll.ts'
import { memoryOf, type OurServer, type Started, startOrthanc, startOurs } from './servers.ts'
import { measureSession, measureViewer, type SessionResult, type ViewerResult } from './viewer.ts'
import { measureWorklist, type WorklistResult } from './worklist.ts'

/** `npm run bench`: see README.md beside this file. */

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'dicomweb,large,scroll,worklist,people' },
    studies: { type: 'string', default: '20' },
    series: { type: 'string', default: '2' },
    instances: { type: 'string', default: '50' },
    edge: { type: 'string', default: '512' },
    cines: { type: 'string', default: '2' },
    frames: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '4' },
    sizes: { type: 'string', default: '100000,1000000' },
    megabytes: { type: 'string', default: '2000' },
    rows: { type: 'string', default: '100000' },
    users: { type: 'string', default: '10000' },
    groups: { type: 'string', default: '1000' },
    roles: { type: 'string', default: '200' },
    requests: { type: 'string', default: '100' },
    slices: { type: 'string', default: '140' },
    runs: { type: 'string', default: '3' },
    json: { type: 'string' },
    scratch: { type: 'string' },
    alone: { type: 'boolean', default: false },
  },
})

const shown = (number: number | undefined, digits = 1): string =>
  number === undefined || !Number.isFinite(number) ? '-' : number.toFixed(digits)

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

function dicomwebTable(results: readonly CaseResult[], peer: Started | undefined): string {
  const rows = [
    [
      'case',
      'at once',
      'ours /s',
      'p50 ms',
      'p95 ms',
      ...(peer ? [`${peer.dicomweb.name} /s`, 'ratio'] : []),
      'failures',
    ],
  ]
  for (const { name, concurrency, results: by } of results) {
    const ours = by.Collimate
    const theirs = peer && by[peer.dicomweb.name]
    rows.push([
      name,
      String(concurrency),
      shown(ours?.perSecond),
      shown(ours?.p50),
      shown(ours?.p95),
      ...(theirs ? [shown(theirs.perSecond), shown((ours?.perSecond ?? 0) / theirs.perSecond, 2)] : []),
      String((ours?.failures ?? 0) + (theirs?.failures ?? 0)),
    ])
  }
  return table(rows)
}

function worklistTable(results: readonly WorklistResult[], sizes: readonly number[]): string {
  const last = sizes.at(-1) ?? 0
  const first = sizes[0] ?? 0
  const rows = [
    ['worklist page of 50', ...sizes.flatMap((size) => [`${size} p50`, 'p95']), `p50 ${last}/${first}`],
  ]
  for (const { name, results: by } of results) {
    const ratio = (by[last]?.p50 ?? Number.NaN) / (by[first]?.p50 ?? Number.NaN)
    const failed = Object.values(by).some(({ failures }) => failures > 0)
    rows.push([
      `${name}${failed ? ' (failed)' : ''}`,
      ...sizes.flatMap((size) => [shown(by[size]?.p50), shown(by[size]?.p95)]),
      shown(ratio, 2),
    ])
  }
  return table(rows)
}

function scrollTable(results: readonly ScrollResult[]): string {
  return table([
    [
      'scrolling',
      'frames',
      'frame p50',
      'p95',
      'thread ms',
      'script',
      'style',
      'layout',
      'long tasks',
      'rows awaited',
    ],
    ...results.map((one) => [
      one.name,
      String(one.frames),
      shown(one.frameP50),
      shown(one.frameP95),
      shown(one.thread),
      shown(one.script),
      shown(one.style),
      shown(one.layout),
      String(one.longTasks),
      `${shown(one.awaited, 0)} %`,
    ]),
  ])
}

function largeTable(results: readonly LargeResult[]): string {
  return table([
    ['one large object', 'MB', 'MB/s', 'memory grows by MB'],
    ...results.map(({ name, megabytes, seconds, growth }) => [
      name,
      String(megabytes),
      shown(megabytes / seconds, 0),
      shown(growth, 0),
    ]),
  ])
}

function peopleTable(results: readonly PeopleResult[]): string {
  const names = [...new Set(results.map(({ name }) => name))]
  const of = (name: string, who: string) =>
    results.find((one) => one.name === name && one.who === who)?.figures
  return table([
    ['people and rights', 'admin p50', 'p95', 'member p50', 'p95', 'failures'],
    ...names.map((name) => {
      const [admin, member] = [of(name, 'admin'), of(name, 'member')]
      return [
        name,
        shown(admin?.p50),
        shown(admin?.p95),
        shown(member?.p50),
        shown(member?.p95),
        String((admin?.failures ?? 0) + (member?.failures ?? 0)),
      ]
    }),
  ])
}

function viewerTable(results: readonly ViewerResult[]): string {
  const [ours, peer] = results
  const row = (label: string, field: Exclude<keyof ViewerResult, 'name' | 'entered'>, digits = 0) => [
    label,
    ...results.map((one) => shown(one[field], digits)),
    ...(ours && peer ? [shown(ours[field] / peer[field], 2)] : []),
  ]
  return table([
    ['viewer', ...results.map(({ name }) => name), ...(peer ? ['ratio'] : [])],
    row('first image, cold, ms', 'cold'),
    row('first image, warm, ms', 'warm'),
    [
      "from the worklist's Enter key, ms",
      ...results.map(({ entered }) => (entered ? shown(entered, 0) : '-')),
    ],
    row('first image, 30 Mbit/s and 50 ms', 'slow'),
    row('whole series, ms', 'whole'),
    row('requests until then', 'requests'),
    row('MB until then', 'megabytes', 2),
    row('pictures a second, key held', 'pictures', 1),
  ])
}

const sessionText = ({ layout, atFirst, atLast }: SessionResult): string =>
  [
    `4 by 4 cells of a study with 100 series: ${shown(layout, 0)} ms`,
    `memory of the page: ${shown(atFirst, 0)} MB with the first study, ${shown(atLast, 0)} MB after ten and the first again\n`,
  ].join('\n')

const number = (text: string): number => Number.parseInt(text, 10)

async function main(): Promise<void> {
  const scratch = values.scratch ?? (await mkdtemp(join(tmpdir(), 'collimate-bench-')))
  const parts = new Set(values.only.split(','))
  const report: Record<string, unknown> = {
    when: new Date().toISOString(),
    node: process.version,
    options: values,
  }
  const started: Started[] = []
  const say = (text: string) => process.stdout.write(`${text}\n`)
  try {
    const ours: OurServer = await startOurs(scratch)
    started.push(ours)
    if (parts.has('dicomweb')) {
      const peer = values.alone ? undefined : await startOrthanc(scratch)
      if (peer) started.push(peer)
      else say('Orthanc with its DICOMweb plugin is not installed: nothing to compare with.')
      const data: DataSet = {
        studies: number(values.studies),
        series: number(values.series),
        instances: number(values.instances),
        rows: number(values.edge),
        columns: number(values.edge),
        cines: number(values.cines),
        frames: number(values.frames),
      }
      const results = await measureDicomweb(peer ? [ours, peer] : [ours], data, number(values.seconds))
      const memory = {
        ours: memoryOf(ours.pids),
        server: memoryOf(ours.pids.slice(0, 1)),
        peer: peer && memoryOf(peer.pids),
      }
      report.dicomweb = { data, results, memory }
      say(dicomwebTable(results, peer))
      say(
        `memory: server ${memory.server ?? '-'} MB, with its database ${memory.ours ?? '-'} MB${peer ? `; ${peer.dicomweb.name} ${memory.peer ?? '-'} MB` : ''}\n`,
      )
    }
    if (parts.has('large')) {
      const results = await measureLarge(ours, number(values.megabytes))
      report.large = results
      say(largeTable(results))
    }
    if (parts.has('viewer')) {
      const edge = number(values.edge)
      const one: DataSet = {
        studies: 1,
        series: 1,
        instances: number(values.slices),
        rows: edge,
        columns: edge,
        cines: 0,
        frames: 0,
        moving: true,
      }
      await storeAll(ours, one)
      const results = await measureViewer(ours, one.instances, number(values.runs))
      say(viewerTable(results))
      const turns = Array.from({ length: 10 }, (_, n) => n + 1)
      await storeAll(ours, { ...one, first: 1, studies: 11, instances: Math.ceil(one.instances / 3) })
      await storeAll(ours, {
        ...one,
        first: 20,
        studies: 21,
        series: 100,
        instances: 2,
        rows: 128,
        columns: 128,
      })
      const session = await measureSession(ours, { series: 20, studies: [...turns, 1] })
      report.viewer = { results, session }
      say(sessionText(session))
    }
    if (parts.has('scroll')) {
      const results = await measureScroll(ours, number(values.rows), number(values.seconds))
      report.scroll = results
      say(scrollTable(results))
    }
    if (parts.has('worklist')) {
      const sizes = values.sizes.split(',').map(number)
      const results = await measureWorklist(ours, sizes, number(values.requests))
      report.worklist = results
      say(worklistTable(results, sizes))
    }
    if (parts.has('people')) {
      const crowd = {
        users: number(values.users),
        groups: number(values.groups),
        roles: number(values.roles),
      }
      const results = await measurePeople(ours, crowd, number(values.requests))
      report.people = { crowd, results }
      say(peopleTable(results))
    }
  } finally {
    for (const server of started.reverse()) await server.stop().catch(() => undefined)
    if (!values.scratch) await rm(scratch, { recursive: true, force: true })
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 1)}\n`)
}

await main()
