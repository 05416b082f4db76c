import { Component as ViewerPage } from '#web/viewer/ViewerPage.tsx'
import { Reports } from './Reports.tsx'
import { Sharing } from './Sharing.tsx'

/** The viewer of somebody who is signed in, with sharing and reports around it. */
export const Component = () => (
  <Sharing>
    <Reports>
      <ViewerPage />
    </Reports>
  </Sharing>
)
