/** The mark: a field of view, narrowed by leaves; or the picture that an account's style sheet puts in its place. */
export const Logo = () => (
  <>
    <span aria-hidden="true" className="brand-logo" />
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      className="brand-mark size-5 shrink-0"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <path d="M2.5 5.5v-3h3M14.5 2.5h3v3M17.5 14.5v3h-3M5.5 17.5h-3v-3" />
      <path
        d="M10 5v10M6.5 7.5v5M13.5 7.5v5"
        stroke="var(--accent-line)"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  </>
)
