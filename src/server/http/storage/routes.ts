import type { FastifyInstance, FastifyReply, HTTPMethods } from 'fastify'
import type { Services } from '../../services.ts'
import { deleteAttachment, getAttachment, latestAttachment, postAttachment } from './attachments.ts'
import { imageAttributes, imagePhi, studyJson, studyPhi } from './attributes.ts'
import { clearCache } from './cache.ts'
import { cadAnnotations } from './cadsr.ts'
import { openStorageCall, type StorageCall, type StorageParams } from './call.ts'
import { deleteImage, deleteImages, deleteStudy } from './delete.ts'
import { anonymizeStudy, cloneStudy, cropStudy, mergeStudies, splitStudy } from './derive.ts'
import { storageInstanceMetadata, storageMetadata } from './dicomweb.ts'
import { encapsulatedPdf, encapsulatedVideo } from './documents.ts'
import { downloadStudy } from './download.ts'
import { sendStorageFailure } from './failure.ts'
import { postImage } from './image.ts'
import { asJob } from './job.ts'
import { completeUpload, initiateUpload, postPart } from './multipart-upload.ts'
import { getDocument, postDocument } from './order-documents.ts'
import { imageDiagnostic, imageFrame, imageThumbnail, imageTiff } from './pictures.ts'
import { reportFromMessage } from './report.ts'
import { createStructureSet } from './rt.ts'
import { studyCount, studySchema } from './schema.ts'
import { wrapAttachment, wrapUpload } from './wrap.ts'

type Answer = (call: StorageCall, reply: FastifyReply) => Promise<FastifyReply>

const STUDY = '/study/:namespace/:study'
const IMAGE = `${STUDY}/image/:image/version/:version`
const FRAME = `${IMAGE}/frame/:frame`
const DICOMWEB = '/dicomweb/:namespace/studies/:study'

const ROUTES: [HTTPMethods, string, Answer][] = [
  ['GET', `${STUDY}/schema`, studySchema],
  ['GET', `${STUDY}/count`, studyCount],
  ['GET', `${STUDY}/tag`, studyPhi],
  ['GET', `${STUDY}/phi`, studyPhi],
  ['GET', `${STUDY}/json`, studyJson],
  ['GET', `${IMAGE}/attribute`, imageAttributes],
  ['GET', `${IMAGE}/json`, imageAttributes],
  ['GET', `${IMAGE}/phi`, imagePhi],
  ['GET', `${FRAME}/thumbnail`, imageThumbnail],
  ['GET', `${FRAME}/diagnostic`, imageDiagnostic],
  ['GET', `${FRAME}/tiff`, imageTiff],
  ['GET', FRAME, imageFrame],
  ['GET', `${IMAGE}/pdf`, encapsulatedPdf],
  ['GET', `${IMAGE}/video`, encapsulatedVideo],
  ['GET', `${IMAGE}/cadsr`, cadAnnotations],
  ['DELETE', `${STUDY}/cache`, clearCache],
  ['POST', `${STUDY}/rt`, createStructureSet],
  ['POST', `${STUDY}/hl7/:hl7/sr`, reportFromMessage],
  ['GET', `${STUDY}/attachment/:attachment/version/:version`, getAttachment],
  ['DELETE', `${STUDY}/attachment/:attachment/version/:version`, deleteAttachment],
  ['GET', `${STUDY}/attachment/:filename`, latestAttachment],
  ['POST', `${STUDY}/attachment`, postAttachment],
  ['GET', `${STUDY}/download`, downloadStudy],
  ['POST', `${STUDY}/download`, downloadStudy],
  ['POST', `${STUDY}/split`, splitStudy],
  ['POST', `${STUDY}/clone`, cloneStudy],
  ['POST', `${STUDY}/crop`, cropStudy],
  ['POST', `${STUDY}/anonymize`, anonymizeStudy],
  ['GET', `${STUDY}/merge`, mergeStudies],
  ['DELETE', STUDY, deleteStudy],
  ['DELETE', `${STUDY}/image/:image`, deleteImage],
  ['DELETE', `${STUDY}/images`, deleteImages],
  ['POST', '/order/:order/document', postDocument],
  ['GET', '/order/:order/document/:document', getDocument],
  ['POST', '/namespace/:namespace/image', postImage],
  ['POST', '/namespace/:namespace/wrap', wrapUpload],
  ['POST', `${STUDY}/attachment/:attachment/version/:version/image`, wrapAttachment],
  ['GET', '/multipart/initiate', initiateUpload],
  ['POST', '/multipart/:upload', postPart],
  ['POST', '/multipart/:upload/complete', completeUpload],
  ['GET', `${DICOMWEB}/metadata`, storageMetadata],
  ['GET', `${DICOMWEB}/series/:series/metadata`, storageMetadata],
  ['GET', `${DICOMWEB}/series/:series/instances/:image/metadata`, storageInstanceMetadata],
]

/** The v3 storage API, directly and through the services host, as one origin serves both. */
export async function storageRoutes(app: FastifyInstance, services: Services): Promise<void> {
  app.removeAllContentTypeParsers()
  // Bodies are streamed by their handlers.
  app.addContentTypeParser('*', (_request, _body, done) => done(null, undefined))
  app.setErrorHandler((error, _request, reply) => sendStorageFailure(reply, error, services))
  for (const door of ['/api/v3/storage', '/host/:engine/api/v3/storage']) {
    for (const [method, path, answer] of ROUTES) {
      app.route<{ Params: StorageParams }>({
        method,
        url: door + path,
        bodyLimit: Number.MAX_SAFE_INTEGER,
        exposeHeadRoute: method === 'GET',
        handler: async (request, reply) => {
          try {
            const call = await openStorageCall(request, services)
            return await (method === 'GET' && answer !== mergeStudies
              ? answer(call, reply)
              : asJob(call, () => answer(call, reply)))
          } catch (error) {
            return sendStorageFailure(reply, error, services)
          }
        },
      })
    }
  }
}
