import { hasError } from '../read/has-error.ts'
import type { EventAnswer, JsonRecord } from './http-answer.ts'
import type { HttpClient } from './http-client.ts'
import { isDone } from './parse-sse.ts'
import { parseJsonObject } from './read-json.ts'

/**
 * The events of a streamed answer as JSON objects, up to `[DONE]` or the end of the body; half an event is its end as well.
 *
 * @throws ProviderError what an event means that is an error, or `invalid-response` for one that is no JSON object.
 */
export async function* jsonEvents(
  http: HttpClient,
  answer: EventAnswer,
): AsyncGenerator<JsonRecord, void, undefined> {
  for await (const event of answer.events) {
    const { data, event: name, cut } = event
    // Gemini may put an error into a list.
    const object = parseJsonObject(data) ?? parseJsonObject(data.trim().replace(/^\[(.*)\]$/s, '$1'))
    if (isDone(event) || (object === undefined && cut === true)) return
    if (name === 'error' || (object !== undefined && hasError(object))) {
      throw http.classify(object ?? data, answer)
    }
    if (object !== undefined) yield object
    else if (data.trim() !== '') throw http.failure('invalid-response', answer)
  }
}
