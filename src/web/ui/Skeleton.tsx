import { cx } from './classes.ts'

/** Stands still where text will be; appears after 200 ms. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={cx('appear-late block h-2 rounded-1 bg-press', className)} />
)
