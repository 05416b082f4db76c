import { Component as ViewerPage } from '#web/viewer/ViewerPage.tsx'
import { Questions } from './Questions.tsx'
import { Reports } from './Reports.tsx'
import { Sharing } from './Sharing.tsx'

/** The viewer of somebody who is signed in, with sharing, questions and reports around it. */
export const Component = () => (
  <Sharing>
    <Questions>
      <Reports>
        <ViewerPage />
      </Reports>
    </Questions>
  </Sharing>
)
