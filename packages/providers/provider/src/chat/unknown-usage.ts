import type { Usage } from './chat-response.ts'

/** The usage of a call whose vendor does not count. */
export const unknownUsage: Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}
