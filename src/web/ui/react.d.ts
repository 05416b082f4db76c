import 'react'

declare module 'react' {
  /** Custom properties may stand in a style. */
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined
  }

  /** A generic component stays generic. */
  function memo<P>(component: (props: P) => ReactNode): (props: P) => ReactNode
}
