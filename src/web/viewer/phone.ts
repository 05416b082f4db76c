/** Where the layout is the one for a hand: below Tailwind's `md`. */
export const PHONE = '(max-width: 767px)'
