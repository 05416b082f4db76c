/**
 * Specific Character Set (0008,0005) to text: PS3.3 §C.12.1.1.2 and PS3.5 §6.1.
 * Bytes that mean nothing in the declared set become U+FFFD; nothing here throws.
 */

type Graphic =
  | 'ascii'
  | 'jis-roman'
  | 'jis-kana'
  | 'jis-0208'
  | 'jis-0212'
  | 'ks-1001'
  | 'gb-2312'
  | SingleByte
type SingleByte = `8bit:${string}`

interface CodeState {
  g0: Graphic
  g1: Graphic | undefined
}

/** Label of the WHATWG encoding for the right half (G1) of each single byte set. */
const SINGLE_BYTE: Record<string, string> = {
  100: 'iso-8859-1',
  101: 'iso-8859-2',
  109: 'iso-8859-3',
  110: 'iso-8859-4',
  144: 'iso-8859-5',
  127: 'iso-8859-6',
  126: 'iso-8859-7',
  138: 'iso-8859-8',
  148: 'iso-8859-9',
  203: 'iso-8859-15',
  166: 'windows-874',
}

/** Escape sequences without the escape itself (PS3.3 tables C.12-3 and C.12-4). */
const ESCAPES: Record<string, Partial<CodeState>> = {
  '(B': { g0: 'ascii' },
  '(J': { g0: 'jis-roman' },
  ')I': { g1: 'jis-kana' },
  $B: { g0: 'jis-0208' },
  '$@': { g0: 'jis-0208' },
  '$(D': { g0: 'jis-0212' },
  '$)C': { g1: 'ks-1001' },
  '$)A': { g1: 'gb-2312' },
  '-A': { g1: '8bit:iso-8859-1' },
  '-B': { g1: '8bit:iso-8859-2' },
  '-C': { g1: '8bit:iso-8859-3' },
  '-D': { g1: '8bit:iso-8859-4' },
  '-F': { g1: '8bit:iso-8859-7' },
  '-G': { g1: '8bit:iso-8859-6' },
  '-H': { g1: '8bit:iso-8859-8' },
  '-L': { g1: '8bit:iso-8859-5' },
  '-M': { g1: '8bit:iso-8859-9' },
  '-b': { g1: '8bit:iso-8859-15' },
  '-T': { g1: '8bit:windows-874' },
}

const decoders = new Map<string, TextDecoder>()
function decodeWith(label: string, bytes: Uint8Array): string {
  let decoder = decoders.get(label)
  if (!decoder) {
    decoder = new TextDecoder(label)
    decoders.set(label, decoder)
  }
  return decoder.decode(bytes)
}

/** Decodes the bytes of one element's whole value, delimiters included. */
export type TextReader = (bytes: Uint8Array) => string

const isAscii = (bytes: Uint8Array): boolean => {
  for (const byte of bytes) if (byte >= 0x80 || byte === 0x1b) return false
  return true
}

const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

/** A reader for the values of (0008,0005), in order; unknown terms fall back to ASCII. */
export function textReader(terms: readonly string[]): TextReader {
  const [first = ''] = terms
  const whole = WHOLE[first]
  const decode = whole ?? ((bytes: Uint8Array) => decodeISO2022(bytes, initialState(terms)))
  return (bytes) => (isAscii(bytes) ? latin(bytes) : decode(bytes))
}

/** Sets without code extensions, which stand alone. */
const WHOLE: Record<string, TextReader> = {
  'ISO_IR 192': (bytes) => decodeWith('utf-8', bytes),
  GB18030: (bytes) => decodeWith('gb18030', bytes),
  GBK: (bytes) => decodeWith('gbk', bytes),
}

function initialState(terms: readonly string[]): CodeState {
  const [first = ''] = terms
  const number = /^ISO(?:_IR| 2022 IR) (\d+)$/.exec(first.trim())?.[1] ?? ''
  if (number === '13') return { g0: 'jis-roman', g1: 'jis-kana' }
  if (number === '149') return { g0: 'ascii', g1: 'ks-1001' }
  if (number === '58') return { g0: 'ascii', g1: 'gb-2312' }
  const label = SINGLE_BYTE[number]
  return { g0: 'ascii', g1: label ? `8bit:${label}` : undefined }
}

const isDelimiter = (byte: number): boolean =>
  byte === 0x0a ||
  byte === 0x0c ||
  byte === 0x0d ||
  byte === 0x09 ||
  byte === 0x5c ||
  byte === 0x5e ||
  byte === 0x3d

function decodeISO2022(bytes: Uint8Array, start: CodeState): string {
  const state = { ...start }
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    if (byte === 0x1b) {
      const sequence = escapeAt(bytes, at + 1)
      if (sequence) {
        Object.assign(state, ESCAPES[sequence])
        at += 1 + sequence.length
        continue
      }
      text += '\ufffd'
      at++
      continue
    }
    const twoByteG0 = state.g0 === 'jis-0208' || state.g0 === 'jis-0212'
    if (byte < 0x21 || (byte < 0x80 && !twoByteG0 && isDelimiter(byte))) {
      // Back to the first set at each delimiter (PS3.5 §6.1.2.5.3).
      if (isDelimiter(byte)) Object.assign(state, start)
      text += String.fromCharCode(byte)
      at++
      continue
    }
    const high = byte >= 0x80
    const end = runEnd(bytes, at, high, !high && twoByteG0)
    text += decodeRun(bytes.subarray(at, end), high ? state.g1 : state.g0)
    at = end
  }
  return text
}

function escapeAt(bytes: Uint8Array, at: number): string | undefined {
  for (const length of [2, 3]) {
    const text = latin(bytes.subarray(at, at + length))
    if (text in ESCAPES) return text
  }
  return undefined
}

/** The end of the bytes of one half; single byte G0 text also stops at delimiters, which reset the state. */
function runEnd(bytes: Uint8Array, start: number, high: boolean, twoByte: boolean): number {
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    if (byte === 0x1b || byte >= 0x80 !== high || byte < 0x21) break
    if (!high && !twoByte && isDelimiter(byte)) break
    at++
  }
  return at
}

function decodeRun(bytes: Uint8Array, set: Graphic | undefined): string {
  if (set === undefined) return '\ufffd'.repeat(bytes.length)
  if (set.startsWith('8bit:')) return decodeWith(set.slice(5), bytes)
  switch (set) {
    case 'jis-kana':
      return decodeWith('shift_jis', bytes)
    case 'ks-1001':
      return decodeWith('euc-kr', bytes)
    case 'gb-2312':
      return decodeWith('gbk', bytes)
    case 'jis-0208':
      return decodeWith(
        'euc-jp',
        bytes.map((byte) => byte | 0x80),
      )
    case 'jis-0212':
      return decodeWith('euc-jp', with8F(bytes))
    default:
      return latin(bytes)
  }
}

/** EUC-JP writes JIS X 0212 as 0x8F and two bytes with the high bit set. */
function with8F(bytes: Uint8Array): Uint8Array {
  const euc = new Uint8Array(Math.floor(bytes.length / 2) * 3)
  for (let pair = 0; pair * 2 + 1 < bytes.length; pair++) {
    euc[pair * 3] = 0x8f
    euc[pair * 3 + 1] = (bytes[pair * 2] ?? 0) | 0x80
    euc[pair * 3 + 2] = (bytes[pair * 2 + 1] ?? 0) | 0x80
  }
  return euc
}
