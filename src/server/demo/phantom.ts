/**
 * Pictures of nobody, computed: enough anatomy to scroll, window and measure on, and nothing of a real patient.
 * Coordinates run from -1 to 1 over the picture, `z` from -1 (feet) to 1 (head).
 */

/** An ellipsoid with a value; later ones lie over earlier ones. */
interface Body {
  x: number
  y: number
  z: number
  rx: number
  ry: number
  rz: number
  value: number
}

const body = (x: number, y: number, z: number, rx: number, ry: number, rz: number, value: number): Body => ({
  x,
  y,
  z,
  rx,
  ry,
  rz,
  value,
})

/** A trunk in Hounsfield units: skin, muscle, lungs, heart, liver with a lesion, spleen, aorta, spine, ribs. */
const TRUNK: readonly Body[] = [
  body(0, 0, 0, 0.86, 0.62, 3, -90),
  body(0, 0, 0, 0.81, 0.57, 3, 45),
  body(-0.38, -0.02, 0.55, 0.33, 0.42, 0.6, -820),
  body(0.38, -0.02, 0.55, 0.33, 0.42, 0.6, -820),
  body(0.12, -0.14, 0.35, 0.26, 0.24, 0.32, 60),
  body(-0.34, -0.02, -0.35, 0.44, 0.4, 0.5, 62),
  body(-0.45, 0.1, -0.3, 0.09, 0.09, 0.12, 22),
  body(0.52, 0.16, -0.3, 0.2, 0.22, 0.3, 52),
  body(0.08, 0.26, 0, 0.075, 0.075, 3, 165),
  body(0, 0.4, 0, 0.14, 0.13, 3, 320),
  body(0, 0.4, 0, 0.09, 0.085, 3, 180),
  body(0, 0.52, 0, 0.05, 0.08, 3, 420),
]

/** A head in arbitrary signal: scalp, bone, brain, white matter, ventricles, a small lesion. */
const HEAD: readonly Body[] = [
  body(0, 0, 0, 0.72, 0.86, 0.95, 520),
  body(0, 0, 0, 0.67, 0.81, 0.9, 60),
  body(0, 0, 0, 0.63, 0.77, 0.86, 640),
  body(-0.27, 0, 0.05, 0.24, 0.55, 0.6, 820),
  body(0.27, 0, 0.05, 0.24, 0.55, 0.6, 820),
  body(-0.1, -0.05, 0.1, 0.06, 0.26, 0.25, 160),
  body(0.1, -0.05, 0.1, 0.06, 0.26, 0.25, 160),
  body(0.3, 0.25, 0.2, 0.07, 0.07, 0.09, 1180),
]

/** Deterministic noise of about one standard deviation. */
function noise(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    let sum = 0
    for (let n = 0; n < 3; n++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      sum += state / 0xffff_ffff - 0.5
    }
    return sum * 2
  }
}

function section(
  bodies: readonly Body[],
  size: number,
  z: number,
  outside: number,
  grain: number,
  seed: number,
): Int16Array {
  const pixels = new Int16Array(size * size).fill(outside)
  const random = noise(seed)
  const cut = bodies.flatMap((one) => {
    const rest = 1 - ((z - one.z) / one.rz) ** 2
    return rest > 0 ? [{ ...one, rx: one.rx * Math.sqrt(rest), ry: one.ry * Math.sqrt(rest) }] : []
  })
  for (let row = 0; row < size; row++) {
    const y = (2 * row) / (size - 1) - 1
    for (let column = 0; column < size; column++) {
      const x = (2 * column) / (size - 1) - 1
      let value = outside
      for (const one of cut)
        if (((x - one.x) / one.rx) ** 2 + ((y - one.y) / one.ry) ** 2 <= 1) value = one.value
      pixels[row * size + column] = Math.round(value + random() * grain)
    }
  }
  return pixels
}

/** An axial CT section in Hounsfield units. */
export const ctSection = (size: number, z: number, seed: number): Int16Array =>
  section(TRUNK, size, z, -1000, 14, seed)

/** An axial MR section in arbitrary signal, never below zero. */
export const mrSection = (size: number, z: number, seed: number): Int16Array =>
  section(HEAD, size, z, 20, 22, seed).map((value) => Math.max(0, value))

/** A frontal chest radiograph of 12 bits: what the trunk lets through, summed from front to back. */
export function chestRadiograph(size: number, seed: number): Int16Array {
  const pixels = new Int16Array(size * size)
  const random = noise(seed)
  const depth = (one: Body, x: number, z: number) => {
    const rest = 1 - ((x - one.x) / one.rx) ** 2 - ((z - one.z) / one.rz) ** 2
    return rest > 0 ? 2 * one.ry * Math.sqrt(rest) : 0
  }
  for (let row = 0; row < size; row++) {
    const z = 1 - (2 * row) / (size - 1)
    const rib = Math.sin((z + 0.1) * 32) > 0.72 ? 0.16 : 0
    for (let column = 0; column < size; column++) {
      const x = (2 * column) / (size - 1) - 1
      let density = 0
      for (const one of TRUNK.slice(1))
        density += (depth(one, x, z) * (one.value < -500 ? -0.75 : Math.min(one.value, 300) / 160)) / 2
      if (Math.abs(x) < 0.78) density += rib * (1 - Math.abs(x))
      pixels[row * size + column] = Math.round(
        Math.min(4000, Math.max(60, 700 + density * 4200 + random() * 30)),
      )
    }
  }
  return pixels
}

/** One frame of a grey ultrasound loop in RGB: a sector with speckle and a cyst that breathes with `phase` (0 to 1). */
export function ultrasoundFrame(width: number, height: number, phase: number, seed: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3)
  const random = noise(seed)
  const radius = 0.16 + 0.05 * Math.sin(2 * Math.PI * phase)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = (column - width / 2) / height
      const y = row / height
      const distance = Math.hypot(x, y + 0.12)
      if (Math.abs(Math.atan2(x, y + 0.12)) > 0.62 || distance < 0.2 || distance > 1.05) continue
      const inside = Math.hypot(x - 0.05, y - 0.5) < radius
      const grey = inside
        ? 12 + Math.abs(random()) * 6
        : Math.abs(random()) * 95 + (y > 0.62 && Math.abs(x - 0.05) < radius ? 120 : 55) * (1.1 - y * 0.5)
      pixels.fill(
        Math.max(0, Math.min(255, Math.round(grey))),
        (row * width + column) * 3,
        (row * width + column) * 3 + 3,
      )
    }
  }
  return pixels
}
