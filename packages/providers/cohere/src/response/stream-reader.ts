import { jsonOfEvent, mayBeError, toTokenUsage } from '@llm-balancer/provider'
import type {
  EmitPart,
  HttpAnswer,
  HttpClient,
  PartReader,
  ReaderOptions,
  TextEvent,
} from '@llm-balancer/provider'
import { MessageReader } from './message-reader.ts'
import { failureIn } from './to-finish.ts'

/**
 * Reads a streamed answer up to its `message-end`. It throws the error in it, `stream-interrupted` when the stream ends
 * before the message, and `invalid-response` for an invalid answer.
 */
export function streamReader(
  http: HttpClient,
  answer: HttpAnswer,
  { includeRaw, report, emit, continues }: ReaderOptions & { readonly emit: EmitPart },
): PartReader {
  const reader = new MessageReader(emit, (kind, text) => http.failure(kind, answer, text), continues)
  let textEvent: TextEvent | undefined
  return {
    get isWhole() {
      return reader.isEnded
    },
    get textEvent() {
      return textEvent
    },
    read(event) {
      textEvent = undefined
      const message = jsonOfEvent(event, http, answer)
      if (message === undefined) return
      // An error has a message and no type.
      if (message['type'] === undefined && typeof message['message'] === 'string') {
        if (mayBeError(event)) throw http.classify(message, answer)
        return
      }
      if (includeRaw === true) emit({ type: 'raw', rawValue: message })
      reader.read(message)
      if (includeRaw !== true) textEvent = reader.textEvent
    },
    end() {
      if (reader.isEnded) report?.({ usage: toTokenUsage(reader.finish.usage) })
      const failure = failureIn(http, answer, reader.ending)
      if (failure !== undefined) throw failure
      reader.end()
    },
  }
}
