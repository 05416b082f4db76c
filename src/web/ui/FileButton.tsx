import { type ReactNode, useRef } from 'react'
import { IconButton } from './IconButton.tsx'

/** A button that asks for files. */
export function FileButton({
  label,
  accept,
  onFiles,
  children,
}: {
  label: string
  /** As of an input: `.pdf,.png`. */
  accept: string
  onFiles: (files: readonly File[]) => void
  children: ReactNode
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        aria-label={label}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = ''
          onFiles(files)
        }}
      />
      <IconButton label={label} onClick={() => input.current?.click()}>
        {children}
      </IconButton>
    </>
  )
}
