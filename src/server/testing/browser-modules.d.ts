/** What tests use of libraries whose own types are missing, or ask for what is optional. */
declare module 'jsdom' {
  export class JSDOM {
    constructor(html: string, options: { url: string })
    readonly window: { readonly XMLHttpRequest: typeof XMLHttpRequest }
  }
}

declare module 'dicomweb-client' {
  interface Study {
    studyInstanceUID: string
  }
  interface Series extends Study {
    seriesInstanceUID: string
  }
  interface Instance extends Series {
    sopInstanceUID: string
  }
  type DataSet = Record<string, { Value?: unknown[] }>
  interface Searching {
    queryParams?: Record<string, string>
  }
  export namespace api {
    class DICOMwebClient {
      constructor(options: { url: string; headers: Record<string, string> })
      storeInstances(options: { studyInstanceUID?: string; datasets: ArrayBuffer[] }): Promise<unknown>
      searchForStudies(options: Searching): Promise<DataSet[]>
      searchForSeries(options: Searching & Partial<Study>): Promise<DataSet[]>
      searchForInstances(options: Searching & Partial<Series>): Promise<DataSet[]>
      retrieveSeriesMetadata(options: Series): Promise<DataSet[]>
      retrieveInstanceFrames(options: Instance & { frameNumbers: number[] }): Promise<ArrayBuffer[]>
      retrieveInstance(options: Instance): Promise<ArrayBuffer>
      retrieveInstanceRendered(
        options: Instance & { mediaTypes: { mediaType: string }[] },
      ): Promise<ArrayBuffer[]>
      retrieveStudy(options: Study): Promise<ArrayBuffer[]>
    }
  }
}
