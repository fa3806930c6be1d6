import { newAnswerId, type AnswerContext } from '@llm-balancer/provider/answers'
import { answerBody } from './answer-body.ts'
import { beginAnswer, endQuietly, type BegunAnswer } from './begun-answer.ts'
import { ClientPresence } from './client-presence.ts'
import { failureResponse } from './failure-response.ts'
import { formats } from './formats/formats.ts'
import type { WebFormat } from './formats/web-format.ts'
import { partsOfAnswer } from './part-lists.ts'
import { clientGone, webFailureOf } from './web-failure.ts'
import { readWebOptions, type WebOptions, type WebSettings } from './web-options.ts'
import type { WebSource } from './web-source.ts'

/**
 * The web `Response` for an answer, for Hono, Next, Bun, Deno and Workers. Waits for the first content, so that a call which fails before
 * it becomes a JSON body with the right status and `retry-after`; a failure after it becomes an error event of the format, or breaks the
 * connection where the format has none. When the client leaves, the call upstream is ended.
 *
 * @throws TypeError for a bad option or what is no answer, and what the source throws that is no failure of a call
 *
 * @example
 * app.post('/chat', async (c) => {
 *   const { messages } = await c.req.json()
 *   return toResponse(llm.stream({ messages }), { format: 'ui-message', signal: c.req.raw.signal })
 * })
 */
export async function toResponse(source: WebSource, options: WebOptions = {}): Promise<Response> {
  const settings = readWebOptions('toResponse', options)
  return respond(source, settings, 'toResponse')
}

/** The same with options that have been read. */
export async function respond(source: WebSource, settings: WebSettings, owner: string): Promise<Response> {
  const { signal: request, stalledMs, clock } = settings
  const client = new ClientPresence({ request, stalledMs, clock })
  const format = formats[settings.format]
  try {
    const answer = await beginAnswer(source, owner, client.signal)
    return endingOnError(answer, () => answerResponse(answer, settings, client))
  } catch (error) {
    client.stopWatching()
    const failure = client.signal.aborted ? clientGone : webFailureOf(error)
    if (failure === undefined) throw error
    return failureResponse(failure, format)
  }
}

/** A clock of the caller's own may throw when the stream has begun. */
function endingOnError(answer: BegunAnswer, respondWith: () => Response): Response {
  try {
    return respondWith()
  } catch (error) {
    if (answer.whole === undefined) endQuietly(answer.rest)
    throw error
  }
}

function answerResponse(answer: BegunAnswer, settings: WebSettings, client: ClientPresence): Response {
  const format = formats[settings.format]
  const context = contextOf(settings)
  if (answer.whole !== undefined) {
    client.stopWatching()
    if (format.whole !== undefined)
      return Response.json(format.whole(answer.whole, context), { headers: settings.headers })
  }
  const writer = format.open(context)
  const headers = streamHeaders(format, settings)
  if (answer.whole !== undefined) {
    const texts = partsOfAnswer(answer.whole).map((part) => writer.write(part))
    return new Response(texts.join(''), { headers })
  }
  return new Response(answerBody({ ...answer, writer, client }), { headers })
}

function streamHeaders({ contentType, headers }: WebFormat, settings: WebSettings): Headers {
  const all = new Headers({
    'content-type': contentType,
    'cache-control': 'no-cache',
    // Proxies must not hold the pieces back.
    'x-accel-buffering': 'no',
    ...headers,
  })
  for (const [name, value] of Object.entries(settings.headers)) all.set(name, value)
  return all
}

function contextOf({ includeUsage, clock, random }: WebSettings): AnswerContext {
  return {
    body: { stream_options: { include_usage: includeUsage } },
    now: clock.now(),
    newId: (prefix) => newAnswerId(prefix, random),
    // Clients send back what an answer carries; nothing is remembered for them.
    keep: () => {},
  }
}
