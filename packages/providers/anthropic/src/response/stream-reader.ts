import { jsonOfEvent, longGraceMs, mayBeError, toTokenUsage } from '@llm-balancer/provider'
import type {
  EmitPart,
  HttpAnswer,
  HttpClient,
  PartReader,
  ReaderOptions,
  TextEvent,
} from '@llm-balancer/provider'
import { errorIn } from './error-in.ts'
import { MessageReader } from './message-reader.ts'

/**
 * Reads a streamed answer up to its `message_stop`, or to the silence after its stop reason. It throws the error of an `error` event,
 * `stream-interrupted` when the stream ends before the message, and `invalid-response` for an invalid answer.
 */
export function streamReader(
  http: HttpClient,
  answer: HttpAnswer,
  { includeRaw, report, emit, continues }: ReaderOptions & { readonly emit: EmitPart },
): PartReader {
  const reader = new MessageReader(emit, (kind, message) => http.failure(kind, answer, message), continues)
  const client: HttpClient = { ...http, classify: (body) => errorIn(http, answer, body) }
  let textEvent: TextEvent | undefined
  return {
    get isWhole() {
      return reader.isStopped
    },
    get isFinished() {
      return reader.isFinished
    },
    get textEvent() {
      return textEvent
    },
    // The terminator is promised.
    graceMs: longGraceMs,
    read(event) {
      textEvent = undefined
      const message = jsonOfEvent(event, client, answer)
      if (message === undefined) return
      if (message['type'] === 'error') {
        if (mayBeError(event)) throw client.classify(message, answer)
        return
      }
      if (includeRaw === true) emit({ type: 'raw', rawValue: message })
      reader.read(message)
      if (includeRaw !== true) textEvent = reader.textEvent
      if ('usage' in message || 'message' in message) {
        report?.({ usage: toTokenUsage(reader.finish.usage) })
      }
    },
    end(how) {
      reader.end(how === 'silent' || reader.isStopped)
    },
  }
}
