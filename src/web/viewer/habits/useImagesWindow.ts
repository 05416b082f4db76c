import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { hearWindows, isImagesWindow, tellWindows } from '#web/api/windows.ts'

/** In the window of the images: studies that the worklist opens come here, and it is told which one is shown. */
export function useImagesWindow(studyId: string): void {
  const navigate = useNavigate()

  useEffect(() => {
    if (!isImagesWindow()) return
    const here = () => tellWindows({ kind: 'here' })
    const gone = () => tellWindows({ kind: 'gone' })
    const end = hearWindows((said) => {
      if (said.kind === 'who') here()
      else if (said.kind === 'open') {
        void navigate(`/studies/${said.studyId}/view`, { replace: true, state: said.place })
        window.focus()
      }
    })
    here()
    window.addEventListener('pagehide', gone)
    return () => {
      end()
      window.removeEventListener('pagehide', gone)
    }
  }, [navigate])

  useEffect(() => {
    if (isImagesWindow()) tellWindows({ kind: 'shown', studyId })
  }, [studyId])
}
