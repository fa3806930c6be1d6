import { isDone, parseJsonObject, toTokenUsage } from '@llm-balancer/provider'
import type { CallOptions, EventAnswer, HttpClient, StreamPart } from '@llm-balancer/provider'
import { errorIn } from './error-in.ts'
import { MessageReader } from './message-reader.ts'

/**
 * Reads a streamed answer up to its `message_stop`.
 *
 * @throws ProviderError: what an `error` event says, `stream-interrupted` when the stream ends before the message does,
 * `invalid-response` for an answer that is not what it should be.
 */
export async function* readStream(
  http: HttpClient,
  answer: EventAnswer,
  { includeRaw, report }: CallOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  const reader = new MessageReader()
  for await (const event of answer.events) {
    const { data, event: name, cut } = event
    const message = parseJsonObject(data)
    if (isDone(event) || (message === undefined && cut === true)) break
    if (name === 'error' || message?.['type'] === 'error') {
      throw errorIn(http, answer, message ?? data)
    }
    if (message === undefined) {
      if (data.trim() === '') continue
      throw http.failure('invalid-response', answer)
    }
    if (includeRaw === true) yield { type: 'raw', rawValue: message }
    for (const part of reader.read(message)) yield part
    if ('usage' in message || 'message' in message) report?.({ usage: toTokenUsage(reader.finish.usage) })
    if (reader.isStopped) break
  }
  const fault = yield* reader.end()
  if (fault !== undefined) throw http.failure(fault, answer)
}
