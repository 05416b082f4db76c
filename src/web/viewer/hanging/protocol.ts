import { z } from 'zod'
import { LARGEST } from '../layout/grid.ts'

/**
 * A hanging protocol: which studies it is for, and what stands where, stage by stage. Data, so that it can be kept with a
 * user, a role or an account (`viewer3_config`, under `hanging`), written down in words and edited.
 */

/** What a rule may ask of a study. */
export const STUDY_ATTRIBUTES = ['Modality', 'StudyDescription', 'bodyPart', 'series', 'priors'] as const
/** What a rule may ask of a stack. */
export const STACK_ATTRIBUTES = [
  'Modality',
  'SeriesDescription',
  'plane',
  'laterality',
  'view',
  'images',
  'localizer',
  'contrast',
  'thickness',
  'kernel',
  'multiframe',
] as const
export const TESTS = ['is', 'isNot', 'contains', 'excludes', 'atLeast', 'atMost'] as const

export type StudyAttribute = (typeof STUDY_ATTRIBUTES)[number]
export type StackAttribute = (typeof STACK_ATTRIBUTES)[number]
export type RuleTest = (typeof TESTS)[number]

const ruleOf = <A extends readonly [string, ...string[]]>(attributes: A) =>
  z.object({
    attribute: z.enum(attributes),
    test: z.enum(TESTS),
    /** Several values are separated by `|`: any of them will do. */
    value: z.string().max(200),
    /** Without it nothing else counts. */
    required: z.boolean().default(false),
    weight: z.number().min(0).max(100).default(1),
  })

const studyRule = ruleOf(STUDY_ATTRIBUTES)
export const stackRule = ruleOf(STACK_ATTRIBUTES)
export type StudyRule = z.output<typeof studyRule>
export type StackRule = z.output<typeof stackRule>
export type Rule = StudyRule | StackRule

export const MOST_CELLS = LARGEST * LARGEST

const displaySchema = z.object({
  /** A named window by its identifier. */
  preset: z.string().max(40).optional(),
  window: z.object({ center: z.number(), width: z.number().min(1) }).optional(),
  /** The side of the tile at which the chest wall of a breast stands. */
  wall: z.enum(['left', 'right']).optional(),
  /** One millimetre is as long on the screen as in every other cell with this. */
  sameScale: z.boolean().optional(),
})
export type CellDisplay = z.output<typeof displaySchema>

const cellSchema = z.object({
  /** 0 is the study that is read; n the n-th prior by how well it compares. */
  prior: z.int().min(0).max(9).default(0),
  rules: z.array(stackRule).max(12).default([]),
  /** The stack that shows the same as this cell, counted from 0; for priors. */
  like: z
    .int()
    .min(0)
    .max(MOST_CELLS - 1)
    .optional(),
  display: displaySchema.default({}),
})
export type CellPlan = z.output<typeof cellSchema>

const side = z.int().min(1).max(LARGEST)

/**
 * The shape of a stage: rows and columns; `own`, what the reader has chosen for such studies; or `fitted`, as many cells
 * as there are stacks.
 */
const shapeSchema = z.union([
  z.literal('own'),
  z.object({ fitted: z.int().min(1).max(MOST_CELLS) }),
  z.object({ rows: side, columns: side }),
])
export type StageShape = z.output<typeof shapeSchema>

const stageSchema = z.object({
  name: z.string().max(60).default(''),
  shape: shapeSchema,
  /** Row by row; cells without a plan take the next stacks. */
  cells: z.array(cellSchema).max(MOST_CELLS).default([]),
})
export type Stage = z.output<typeof stageSchema>

export const protocolSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().max(60),
  match: z.array(studyRule).max(12),
  priority: z.number().min(0).max(100).default(0),
  stages: z.array(stageSchema).min(1).max(12),
})
export type Protocol = z.output<typeof protocolSchema>

/** Where a protocol is kept; a narrower scope wins when two fit equally well. */
export const SCOPES = ['standard', 'account', 'role', 'user'] as const
export type Scope = (typeof SCOPES)[number]

export interface ScopedProtocol extends Protocol {
  readonly scope: Scope
}

/** The protocols in a configuration; what does not fit the form is left out, and kept where it is. */
export function protocolsIn(config: unknown, scope: Scope): ScopedProtocol[] {
  const { data } = z.object({ hanging: z.array(z.unknown()) }).safeParse(config)
  return (data?.hanging ?? []).flatMap((entry) => {
    const read = protocolSchema.safeParse(entry)
    return read.success ? [{ ...read.data, scope }] : []
  })
}
