import { answerRequest } from '../program/answer-request.ts'

/** The part of the context of a request that is used. */
interface RequestContext {
  /** Keeps the code of the request running when its client has left, so that its run can be ended. */
  waitUntil(work: Promise<unknown>): void
}

const worker = {
  fetch(request: Request, _environment: unknown, context: RequestContext): Promise<Response> {
    const response = answerRequest(request)
    context.waitUntil(response)
    return response
  },
}

// oxlint-disable-next-line no-restricted-exports -- workerd calls the default export of its main module
export { worker as default }
