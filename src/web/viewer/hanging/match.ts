import { bodyPartsIn } from '../priors/anatomy.ts'
import { SCOPES, type ScopedProtocol, type StudyAttribute, type StudyRule } from './protocol.ts'
import { type Fact, holds, points } from './rules.ts'

/** What is known of a study before any of its images: enough to choose how it is hung. */
export interface StudyFacts {
  readonly modalities: readonly string[]
  readonly StudyDescription: string
  /** Series with pictures. */
  readonly series: number
  /** Earlier studies that show the same. */
  readonly priors: number
}

export interface Match {
  readonly protocol: ScopedProtocol
  readonly points: number
  /** The rules that hold: why it was chosen. */
  readonly why: readonly StudyRule[]
}

const factsFor = (study: StudyFacts): Record<StudyAttribute, Fact> => ({
  Modality: study.modalities,
  StudyDescription: study.StudyDescription,
  bodyPart: bodyPartsIn(study.StudyDescription),
  series: study.series,
  priors: study.priors,
})

/** The protocols that fit a study, best first: by the weight of what fits and their priority, then the narrower scope. */
export function matching(protocols: readonly ScopedProtocol[], study: StudyFacts): Match[] {
  const facts = factsFor(study)
  return protocols
    .flatMap((protocol): Match[] => {
      const sum = points(protocol.match, facts)
      if (sum === undefined) return []
      const why = protocol.match.filter((rule) => holds(rule, facts[rule.attribute]))
      return [{ protocol, points: sum + protocol.priority, why }]
    })
    .sort(
      (one, other) =>
        other.points - one.points ||
        SCOPES.indexOf(other.protocol.scope) - SCOPES.indexOf(one.protocol.scope),
    )
}
