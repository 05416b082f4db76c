import { cx } from './classes.ts'

/** How far something is, 0 to 1; its words stand beside it. */
export const Progress = ({
  value,
  label,
  className,
}: {
  value: number
  label: string
  className?: string
}) => (
  <div
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={100}
    aria-valuenow={Math.round(value * 100)}
    className={cx('h-[3px] overflow-hidden rounded-[2px] bg-press', className)}
  >
    <div
      className="h-full bg-accent-line"
      style={{ inlineSize: `${Math.min(1, Math.max(0, value)) * 100}%` }}
    />
  </div>
)
