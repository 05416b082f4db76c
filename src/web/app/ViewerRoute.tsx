import { Component as ViewerPage } from '#web/viewer/ViewerPage.tsx'
import { Sharing } from './Sharing.tsx'

/** The viewer of somebody who is signed in, with sharing around it. */
export const Component = () => (
  <Sharing>
    <ViewerPage />
  </Sharing>
)
