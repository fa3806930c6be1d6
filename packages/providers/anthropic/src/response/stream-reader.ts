import { jsonOfEvent, toTokenUsage } from '@llm-balancer/provider'
import type { CallOptions, EmitPart, EventAnswer, HttpClient, PartReader } from '@llm-balancer/provider'
import { errorIn } from './error-in.ts'
import { MessageReader } from './message-reader.ts'

/**
 * Reads a streamed answer up to its `message_stop`. It throws the error of an `error` event, `stream-interrupted` when the
 * stream ends before the message, and `invalid-response` for an invalid answer.
 */
export function streamReader(
  http: HttpClient,
  answer: EventAnswer,
  { includeRaw, report, emit }: CallOptions & { readonly emit: EmitPart },
): PartReader {
  const reader = new MessageReader(emit)
  const client: HttpClient = { ...http, classify: (body) => errorIn(http, answer, body) }
  return {
    get isWhole() {
      return reader.isStopped
    },
    read(event) {
      const message = jsonOfEvent(event, client, answer)
      if (message === undefined) return
      if (message['type'] === 'error') throw client.classify(message, answer)
      if (includeRaw === true) emit({ type: 'raw', rawValue: message })
      reader.read(message)
      if ('usage' in message || 'message' in message) {
        report?.({ usage: toTokenUsage(reader.finish.usage) })
      }
    },
    end() {
      const fault = reader.end()
      if (fault !== undefined) throw http.failure(fault, answer)
    },
  }
}
