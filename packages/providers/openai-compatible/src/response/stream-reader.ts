import { isDone, jsonOfEvent, mayBeError, longGraceMs } from '@llm-balancer/provider'
import type { PartReader, TextEvent } from '@llm-balancer/provider'
import { AnswerReader } from './answer-reader.ts'
import type { AnswerContext } from './answer-reader.ts'
import { errorIn } from './error-in.ts'

/**
 * Reads a streamed answer. It throws for an error inside the stream, for one that ends before its finish reason (or before
 * `[DONE]`, where the vendor always sends it, unless it only stays silent or has told the usage and closes), and for an answer that is not what it should be.
 */
export function streamReader(context: AnswerContext, includeRaw: boolean | undefined): PartReader {
  const { answer, http, dialect, emit } = context
  const reader = new AnswerReader(context)
  let textEvent: TextEvent | undefined
  let isEnded = dialect.endsWithDone !== true
  return {
    get isFinished() {
      return reader.isTrusted
    },
    get graceMs() {
      return reader.awaitsMore ? longGraceMs : undefined
    },
    get textEvent() {
      return textEvent
    },
    read(event) {
      textEvent = undefined
      if (isDone(event)) {
        isEnded = true
        reader.terminate()
      }
      const chunk = jsonOfEvent(event, http, answer)
      if (chunk === undefined) return
      const error = errorIn(chunk, dialect)
      if (error !== undefined && mayBeError(event)) throw http.classify(error, answer)
      if (includeRaw === true) emit({ type: 'raw', rawValue: chunk })
      reader.read(chunk, 'delta')
      if (includeRaw !== true) textEvent = reader.textEvent
    },
    end(how) {
      const isComplete = isEnded || how === 'silent' || (how !== 'broken' && reader.isSettled)
      if (!isComplete || !reader.isFinished) {
        throw reader.fail('stream-interrupted', 'the stream ended before its finish')
      }
      reader.end()
    },
  }
}
