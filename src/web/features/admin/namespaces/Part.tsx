import type { ReactNode } from 'react'

/** A part of a place's settings, under its title. */
export const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="flex min-w-0 flex-col gap-1">
    <legend className="mb-1 font-strong text-13">{title}</legend>
    {children}
  </fieldset>
)
