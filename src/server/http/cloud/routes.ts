import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type KeyHolder, memberOfKey, openApiKey } from '../../access/api_key.ts'
import { firstText } from '../../access/presented.ts'
import { accountOf } from '../../postdicom/directory.ts'
import { faultOf, PostDicomFault } from '../../postdicom/fault.ts'
import { type Answer, type OperationCall, wordsOf } from '../../postdicom/operation.ts'
import { OPERATIONS } from '../../postdicom/operations.ts'
import { guid, text } from '../../postdicom/values.ts'
import type { Services } from '../../services.ts'
import { clientAddress } from '../authenticate.ts'
import { attachDocument, beginUpload, checkDicom, uploadDicom } from './upload.ts'

/**
 * What PostDICOM's JavaScript library talks to: `POST /api/cloud/{operation}` with JSON, or with a file whose fields are
 * JSON in a header. Every answer is `{ ResponseCode, ResponseMessage }`: 1 for what was done. Pages of any origin may ask,
 * since a key and not a cookie proves who does; a key can name the origins that may use it.
 */

const FIELDS_HEADER = 'x-cloud-fields'
const JSON_LIMIT = 1024 * 1024

const keys = z.object({ ApiKey: text, AccountKey: text })
const acting = z.object({ UserUuid: guid })

async function holderOf(request: FastifyRequest, services: Services, fields: unknown): Promise<KeyHolder> {
  const read = keys.safeParse(fields)
  const pair = read.success ? { api_key: read.data.ApiKey, account_key: read.data.AccountKey } : undefined
  const holder = pair && (await openApiKey(services.db, pair, firstText(request.headers.origin)))
  if (!holder) throw new PostDicomFault(401, 'The API key and the account key do not open an account')
  return holder
}

/** The member of the account in whose name the program asks, as far as its key goes. */
async function callOf(
  request: FastifyRequest,
  services: Services,
  fields: unknown,
  scope: KeyHolder['scopes'][number],
): Promise<OperationCall> {
  const holder = await holderOf(request, services, fields)
  if (!holder.scopes.includes(scope)) throw new PostDicomFault(403, `The API key has no right to ${scope}`)
  const { UserUuid } = acting.parse(fields)
  const actor = await memberOfKey(services.db, holder, UserUuid, clientAddress(request))
  if (!actor) throw new PostDicomFault(404, 'There is no such user')
  return { services, actor, account_id: holder.account_id }
}

const readFields = (request: FastifyRequest): unknown => {
  const header = firstText(request.headers[FIELDS_HEADER])
  if (header === undefined) return request.body
  try {
    return JSON.parse(decodeURIComponent(header))
  } catch {
    throw new PostDicomFault(400, `${FIELDS_HEADER} holds no JSON`)
  }
}

async function answerOf(
  operation: string,
  request: FastifyRequest,
  services: Services,
): Promise<Answer | undefined> {
  const fields = readFields(request)
  if (operation === 'Initialize')
    return { Account: await accountOf(services.db, await holderOf(request, services, fields)) }
  if (operation === 'BeginUpload')
    return beginUpload(await callOf(request, services, fields, 'upload'), fields)
  if (operation === 'CheckDicomFile')
    return checkDicom(await callOf(request, services, fields, 'upload'), fields)
  if (operation === 'UploadDicomFile')
    return uploadDicom(await callOf(request, services, fields, 'upload'), fields, request.raw)
  if (operation === 'UploadDocumentFile')
    return attachDocument(await callOf(request, services, fields, 'upload'), fields, request.raw)
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined
  if (!known) return undefined
  return known.run(await callOf(request, services, fields, known.scope), fields)
}

/** The answer of a failure: its words, and nothing of the inside of what nobody foresaw. */
function failure(error: unknown, services: Services): { status: number; message: string } {
  const fault = faultOf(error)
  if (fault instanceof PostDicomFault) return { status: fault.status, message: fault.message }
  if (fault instanceof z.ZodError) return { status: 400, message: wordsOf(fault) }
  services.log.error({ err: error }, 'an operation of the cloud API failed')
  return { status: 500, message: 'The request failed' }
}

const send = (reply: FastifyReply, status: number, code: number, message: Answer) =>
  reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ ResponseCode: code, ResponseMessage: message })

export async function cloudRoutes(app: FastifyInstance, services: Services): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: JSON_LIMIT },
    (_request, body, done) => {
      try {
        const parsed: unknown = JSON.parse(body.toString())
        done(null, parsed)
      } catch {
        done(new PostDicomFault(400, 'The body holds no JSON'), undefined)
      }
    },
  )
  // Files are streamed by their handlers.
  app.addContentTypeParser('*', (_request, _body, done) => done(null, undefined))
  app.addHook('onRequest', async (_request, reply) => {
    reply
      .header('access-control-allow-origin', '*')
      .header('access-control-allow-methods', 'POST, OPTIONS')
      .header('access-control-allow-headers', `content-type, ${FIELDS_HEADER}`)
      .header('access-control-max-age', '600')
  })
  app.setErrorHandler((error, _request, reply) => {
    const large = error instanceof Error && 'statusCode' in error && error.statusCode === 413
    const { status, message } = large
      ? { status: 413, message: 'The request is too large' }
      : failure(error, services)
    return send(reply, status, status, { Success: false, Message: message })
  })
  app.options('/api/cloud/:operation', async (_request, reply) => reply.code(204).send())
  app.post<{ Params: { operation: string } }>(
    '/api/cloud/:operation',
    { bodyLimit: Number.MAX_SAFE_INTEGER },
    async (request, reply) => {
      const { operation } = request.params
      const answer = await answerOf(operation, request, services)
      if (!answer) return send(reply, 404, 404, { Success: false, Message: 'There is no such operation' })
      return send(reply, 200, 1, { Success: true, Message: '', ...answer })
    },
  )
}
