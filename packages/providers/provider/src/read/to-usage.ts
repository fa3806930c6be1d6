import type { Usage } from '../chat/chat-response.ts'
import type { JsonObject } from '../chat/json.ts'
import { isJsonRecord } from './json-record.ts'

/** Numbers of tokens as a vendor counts them; a missing one is unknown. */
export type TokenCounts = {
  /** All input tokens, cached ones included. */
  readonly input: number | undefined
  /** All output tokens, reasoning included. */
  readonly output: number | undefined
  readonly cacheRead?: number | undefined
  readonly cacheWrite?: number | undefined
  readonly reasoning?: number | undefined
  /** The vendor's own account. */
  readonly raw?: unknown
}

/** A vendor's counts as {@link Usage}; counts that are not given are derived from the others. */
export function toUsage({ input, output, cacheRead, cacheWrite, reasoning, raw }: TokenCounts): Usage {
  return {
    inputTokens: {
      total: input,
      noCache: input === undefined ? undefined : Math.max(0, input - (cacheRead ?? 0) - (cacheWrite ?? 0)),
      cacheRead,
      cacheWrite,
    },
    outputTokens: {
      total: output,
      text: output === undefined ? undefined : Math.max(0, output - (reasoning ?? 0)),
      reasoning,
    },
    ...(isJsonRecord(raw) ? { raw: raw as JsonObject } : {}),
  }
}
