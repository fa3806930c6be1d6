import type { AnswerContext } from '../answers/event-writer.ts'
import type { ChatResponse, Usage } from '../chat/chat-response.ts'
import type { Content } from '../chat/content.ts'
import type { JsonRecord } from '../read/json-record.ts'

/** The time at which answers are written: its second is 1,700,000,000. */
const now = 1_700_000_000_999

/** What no vendor has counted. */
export const uncounted: Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}

/** Seven tokens in, of which three come out of a cache and one goes into it; five out, of which two are thoughts. */
export const counted: Usage = {
  inputTokens: { total: 7, noCache: 3, cacheRead: 3, cacheWrite: 1 },
  outputTokens: { total: 5, text: 3, reasoning: 2 },
}

/** A context that numbers its ids, and what it was given to keep. */
export const answerContext = (
  body: JsonRecord = { model: 'asked' },
): AnswerContext & { readonly kept: JsonRecord[] } => {
  const kept: JsonRecord[] = []
  let ids = 0
  return {
    body,
    now,
    kept,
    newId: (prefix) => `${prefix}${(ids += 1)}`,
    keep: (answer) => kept.push(answer),
  }
}

/** An answer that holds these parts. */
export const responseOf = (content: Content[], more: Partial<ChatResponse> = {}): ChatResponse => ({
  content,
  text: '',
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: counted,
  warnings: [],
  request: {},
  response: {},
  ...more,
})

/** The data of server-sent events, each an object but for `[DONE]`. */
export const eventsIn = (text: string): unknown[] =>
  text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      const data = event.slice(event.indexOf('data: ') + 'data: '.length)
      return data === '[DONE]' ? data : (JSON.parse(data) as unknown)
    })
