/** Parts of the body as study and series descriptions name them, in English, French and German. */
const PARTS = {
  head: /\b(head|brain|skull|cran\w*|crani\w*|cereb\w*|cerveau|tete|kopf|schadel|hirn|neuro\w*|sinus\w*|orbit\w*)\b/,
  neck: /\b(neck|cou|hals|cervical soft|carotid\w*|thyro\w*)\b/,
  spine:
    /\b(spine|spinal|rachis|wirbel\w*|lumbar|lombaire|lws|hws|bws|cervical\w*|l-?spine|c-?spine|t-?spine)\b/,
  chest: /\b(chest|thora\w*|lung\w*|poumon\w*|lunge\w*|pulmon\w*|mediast\w*|rib\w*)\b/,
  heart: /\b(heart|cardi\w*|coron\w*|coeur|herz)\b/,
  breast: /\b(breast\w*|mammo\w*|sein\w*|brust)\b/,
  abdomen:
    /\b(abdom\w*|abdo|liver|foie|leber|hepat\w*|kidney\w*|renal|rein\w*|pancrea\w*|spleen|bauch|upper gi)\b/,
  pelvis: /\b(pelv\w*|bassin|becken|prostat\w*|uter\w*|bladder|rectum)\b/,
  shoulder: /\b(shoulder\w*|epaule\w*|schulter\w*|clavic\w*|scapula)\b/,
  arm: /\b(humerus|elbow|coude|ellenbogen|forearm|avant-bras|wrist|poignet|handgelenk|hand|main|finger\w*)\b/,
  hip: /\b(hip|hips|hanche\w*|hufte\w*)\b/,
  leg: /\b(femur|thigh|cuisse|knee|genou|knie|tibia|ankle|cheville|foot|pied|fuss|toe\w*|calcan\w*)\b/,
  body: /\b(whole body|wholebody|corps entier|ganzkorper|eyes to thighs|skull to thigh|tap|cap)\b/,
} as const

export type BodyPart = keyof typeof PARTS

const isPart = (name: string): name is BodyPart => name in PARTS
const BODY_PARTS: readonly BodyPart[] = Object.keys(PARTS).filter(isPart)

/** What of the body a text speaks of; underscores and slashes separate words as spaces do. */
export function bodyPartsIn(text: string): readonly BodyPart[] {
  const plain = text.toLowerCase().replaceAll('œ', 'oe').normalize('NFD').replace(/\p{M}/gu, '')
  const words = plain.replace(/[_/+.,()]+/g, ' ')
  return BODY_PARTS.filter((part) => PARTS[part].test(words))
}

const BODY_HOLDS: readonly BodyPart[] = ['chest', 'abdomen', 'pelvis', 'neck']

/** How much two lists of parts have in common: 0 nothing, 1 the same; a whole body shares what it holds by half. */
export function sharedParts(one: readonly BodyPart[], other: readonly BodyPart[]): number {
  if (one.length === 0 || other.length === 0) return 0
  const common = one.filter((part) => other.includes(part)).length
  if (common > 0) return common / Math.max(one.length, other.length)
  const whole = (parts: readonly BodyPart[]) => parts.includes('body')
  const held = (parts: readonly BodyPart[]) => parts.some((part) => BODY_HOLDS.includes(part))
  return (whole(one) && held(other)) || (whole(other) && held(one)) ? 0.5 : 0
}
