import { Ended } from '#web/features/guest/GuestFrame.tsx'
import { Component as ViewerPage } from '#web/viewer/ViewerPage.tsx'
import { Reports } from '../Reports.tsx'

/** The viewer as a guest has it: the same, and where a session ends there is no form to sign in again. */
export const Component = () => (
  <>
    <Reports>
      <ViewerPage />
    </Reports>
    <Ended />
  </>
)
