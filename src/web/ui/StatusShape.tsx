import { cx } from './classes.ts'

/** The shapes of states: each is told from the others without its colour. */
export type Shape =
  | 'ring'
  | 'half'
  | 'dashed'
  | 'target'
  | 'done'
  | 'added'
  | 'warning'
  | 'diamond'
  | 'open-diamond'
  | 'dash'
  | 'tick'
  | 'cross'

const TONES: Record<Shape, string> = {
  ring: 'text-info',
  half: 'text-info',
  dashed: 'text-quiet',
  target: 'text-quiet',
  done: 'text-ok',
  added: 'text-ok',
  warning: 'text-warn',
  diamond: 'text-bad',
  'open-diamond': 'text-warn',
  dash: 'text-quiet',
  tick: 'text-ok',
  cross: 'text-bad',
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 } as const

function drawing(shape: Shape) {
  switch (shape) {
    case 'ring':
      return <circle cx="6" cy="6" r="4.75" {...line} />
    case 'half':
      return (
        <>
          <circle cx="6" cy="6" r="4.75" {...line} />
          <path d="M6 1.25a4.75 4.75 0 0 1 0 9.5z" fill="currentColor" />
        </>
      )
    case 'dashed':
      return <circle cx="6" cy="6" r="4.75" {...line} strokeDasharray="2 1.7" />
    case 'target':
      return (
        <>
          <circle cx="6" cy="6" r="4.75" {...line} />
          <circle cx="6" cy="6" r="2.25" fill="currentColor" />
        </>
      )
    case 'done':
      return (
        <>
          <circle cx="6" cy="6" r="5.5" fill="currentColor" />
          <path d="m3.6 6.2 1.7 1.7 3.1-3.6" {...line} stroke="var(--ground)" />
        </>
      )
    case 'added':
      return (
        <>
          <circle cx="6" cy="6" r="5.5" fill="currentColor" />
          <path d="M6 3.4v5.2M3.4 6h5.2" {...line} stroke="var(--ground)" />
        </>
      )
    case 'warning':
      return (
        <>
          <path d="M6 1.2 11.2 10.6H.8z" {...line} strokeLinejoin="round" />
          <path d="M6 4.8v2.6" {...line} />
        </>
      )
    case 'diamond':
      return <path d="m6 .8 5.2 5.2L6 11.2.8 6z" fill="currentColor" />
    case 'open-diamond':
      return <path d="m6 1.4 4.6 4.6L6 10.6 1.4 6z" {...line} />
    case 'dash':
      return <path d="M3.5 6h5" {...line} />
    case 'tick':
      return <path d="m2.2 6.4 2.6 2.6 5-6" {...line} />
    case 'cross':
      return <path d="m2.5 2.5 7 7m0-7-7 7" {...line} strokeWidth={2} />
  }
}

/** A state's shape, 12 px; the word stands beside it. */
export const StatusShape = ({ shape, className }: { shape: Shape; className?: string }) => (
  <svg viewBox="0 0 12 12" aria-hidden="true" className={cx('size-3 shrink-0', className ?? TONES[shape])}>
    {drawing(shape)}
  </svg>
)
