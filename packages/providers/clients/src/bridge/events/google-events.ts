import {
  asRecord,
  asRecords,
  asText,
  hasError,
  isJsonRecord,
  mayBeError,
  UsageAccount,
} from '@llm-balancer/provider'
import type { ChunkSigns, JsonRecord, SseEvent } from '@llm-balancer/provider'
import { hasContent, type AnswerEvents, type EventFacts } from './event-facts.ts'
import { FinishWatches } from './finish-watches.ts'

/** Reasons of answers that a filter has ended. */
const filtered =
  /^((IMAGE_)?(SAFETY|RECITATION|PROHIBITED_CONTENT)|BLOCKLIST|SPII|LANGUAGE|ESCALATION|MODEL_ARMOR)$/

/** Reasons of answers that are of no use, whatever is in them. */
const mistakes = /^(MALFORMED_FUNCTION_CALL|MALFORMED_RESPONSE|UNEXPECTED_TOOL_CALL)$/

/**
 * Streams of `streamGenerateContent`. They have no terminator: an answer is whole when each of its candidates has a finish reason.
 * A whole answer is read as a stream of one event.
 */
export class GoogleEvents implements AnswerEvents {
  readonly #finish: FinishWatches
  readonly #usage = new UsageAccount()
  #isEmpty = true

  /** @param request the body of the request */
  constructor(request: JsonRecord = {}) {
    const { candidateCount } = asRecord(request['generationConfig'])
    this.#finish = new FinishWatches(typeof candidateCount === 'number' ? candidateCount : 1)
  }

  get isFinished(): boolean {
    return this.#finish.areTrusted
  }

  get endsWithClose(): boolean {
    return this.#finish.areFinished
  }

  read(event: SseEvent, data: JsonRecord = {}): EventFacts {
    if (event.event === 'error' || hasError(data)) {
      if (!mayBeError(event)) return { isForeign: true }
      return { error: hasError(data) ? data : { error: data } }
    }
    const { candidates, promptFeedback, usageMetadata } = data
    if (!mayBeError(event) && candidates === undefined) return { isForeign: true }
    if (isRefusedPrompt(data)) return { error: { promptFeedback }, isOuterForm: true }
    const usage = this.#usage.add(data)
    let isContent = false
    for (const { index = 0, content, finishReason } of asRecords(candidates)) {
      const said = saidIn(asRecords(asRecord(content)['parts']))
      isContent ||= said !== undefined
      this.#finish.see(index, asText(finishReason), { said, isLast: isJsonRecord(usageMetadata) })
    }
    this.#isEmpty &&= !isContent
    const isWhole = this.isFinished
    return { ...(isWhole ? this.end() : { isFinal: false }), usage, isContent }
  }

  end(): EventFacts {
    const { reasons } = this.#finish
    if (reasons.some((reason) => mistakes.test(reason)))
      return { fault: 'invalid-response', words: 'the model made a malformed call' }
    if (!this.#isEmpty) return { isFinal: true }
    if (reasons.every((reason) => filtered.test(reason)))
      return { isFinal: true, finishReason: 'content-filter' }
    const isExcused = reasons.some((reason) => filtered.test(reason) || reason === 'MAX_TOKENS')
    return isExcused ? { isFinal: true } : { fault: 'invalid-response' }
  }
}

/** True for an answer that refuses the prompt: it has a reason and no candidates. */
export function isRefusedPrompt({ promptFeedback, candidates }: JsonRecord): boolean {
  return asText(asRecord(promptFeedback)['blockReason']) !== '' && asRecords(candidates).length === 0
}

/** A signature alone says nothing, nor does a text that is empty. */
function saysSomething({ text, thoughtSignature: _, thought: _thought, ...others }: JsonRecord): boolean {
  return hasContent({ text }) || Object.values(others).some(isJsonRecord)
}

/** What parts say; thoughts alone are no content. */
function saidIn(parts: readonly JsonRecord[]): ChunkSigns['said'] {
  const said = parts.filter(saysSomething)
  if (said.length === 0) return undefined
  return said.every(({ thought }) => thought === true) ? 'thought' : 'content'
}

/** A whole answer as the one event of a stream, for a target that did not stream. */
export function googleEventsOf(answer: JsonRecord): SseEvent[] {
  return [{ data: JSON.stringify(answer) }]
}
