import type { Arrival } from '../run/arrivals-of.ts'

/** What a server is asked, as far as it matters to it. */
export type ServerRequest = Pick<Arrival, 'id' | 'inputTokens' | 'outputTokens' | 'session' | 'prefixTokens'>
