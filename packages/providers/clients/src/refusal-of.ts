import { asText, isJsonRecord } from '@llm-balancer/provider'

/**
 * The response behind an SDK's error for a refused request, with status, headers and body as the vendor sent them; undefined
 * for any other error. OpenAI's SDK keeps the body's `error` alone, the others the whole body, and each of them a text that
 * is no JSON in its message, behind the status.
 */
export function refusalOf(thrown: unknown): Response | undefined {
  const { status, headers, error, message } = Object(thrown) as Readonly<Record<string, unknown>>
  if (typeof status !== 'number' || status < 200 || status > 599 || !(headers instanceof Headers)) return
  const text = asText(message).replace(`${status} `, '')
  const isWhole = Array.isArray(error) || (isJsonRecord(error) && 'error' in error)
  const json = JSON.stringify(isWhole ? error : { error })
  const noBody = text === 'status code (no body)' ? '' : text
  return new Response(bodyFor(status, error === undefined ? noBody : json), {
    status,
    headers: plain(headers),
  })
}

/** A body that a response of this status may have. */
export function bodyFor<Body>(status: number, body: Body): Body | null {
  return [204, 205, 304].includes(status) ? null : body
}

/** Response headers without cookies and those about the encoding of the body. */
export function plain(headers: Headers): Headers {
  const left = new Headers(headers)
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'set-cookie'])
    left.delete(name)
  return left
}
