import { Sharing } from './sharing.ts'
import { DicomTagsEnum as tags } from './tags.ts'

/** The PostDICOM Cloud API, on a server of one's own: `new postDicomCloudApi(apiKey, accountKey)`. */
export class postDicomCloudApi extends Sharing {}
export default postDicomCloudApi

/** The attributes that uploads replace; objects of the class have it as well. */
export const DicomTagsEnum = tags
