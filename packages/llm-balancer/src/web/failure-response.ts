import type { WebFormat } from './formats/web-format.ts'
import type { WebFailure } from './web-failure.ts'

/** The response to a request that has failed before its first content. */
export function failureResponse(failure: WebFailure, format: WebFormat): Response {
  const { status, retryAfterMs } = failure
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (retryAfterMs !== undefined && (status === 429 || status === 503))
    headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))))
  return Response.json(format.errorBody(failure), { status, headers })
}

/** The body of a failure in this package's own form. */
export function ownErrorBody({ code, kind, message, retryAfterMs }: WebFailure): object {
  // JSON leaves out what is undefined.
  return { error: { code, kind, message, retryAfterMs } }
}
