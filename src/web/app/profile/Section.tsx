import type { ReactNode } from 'react'

export const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="flex flex-col gap-3 border-line border-t pt-4">
    <h2 className="font-strong text-13">{title}</h2>
    {children}
  </section>
)
