import type { ChatResponse, Content, JsonRecord, Usage } from '@llm-balancer/provider'
import type { AnswerContext, EventWriter } from '@llm-balancer/provider/answers'
import type { OuterApi } from '../translate/outer-api.ts'

/** No number of tokens is known. */
export const unknownUsage: Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}

/** Tokens in and out, some of them from a cache or thought. */
export const someUsage: Usage = {
  inputTokens: { total: 9, noCache: undefined, cacheRead: 3, cacheWrite: 2 },
  outputTokens: { total: 5, text: 4, reasoning: 1 },
}

/** An answer of a model that says nothing of itself but its content. */
export const answerWith = (content: readonly Content[], more: Partial<ChatResponse> = {}): ChatResponse => ({
  content: [...content],
  text: '',
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: unknownUsage,
  warnings: [],
  request: {},
  response: {},
  ...more,
})

/** What answers to `body` are made with: ids are counted, and it is the 7th second of 1970. */
export const contextOf = (body: JsonRecord = {}): AnswerContext => {
  let ids = 0
  return { body, now: 7400, keep: () => {}, newId: (prefix) => `${prefix}${String((ids += 1))}` }
}

/** The data of the events that an API writes for these parts, and what it ended with. */
export const eventsOf = (
  api: OuterApi,
  parts: readonly Parameters<EventWriter['write']>[0][],
  body: JsonRecord = {},
): JsonRecord[] => {
  const writer = api.open(contextOf(body))
  return parts
    .map((part) => writer.write(part))
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('data: ') && line !== 'data: [DONE]')
    .map((line) => JSON.parse(line.slice('data: '.length)) as JsonRecord)
}
