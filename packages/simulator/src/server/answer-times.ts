import { keyedNormal, keyedUniform, type DrawKey } from '../draws/keyed-draws.ts'
import type { RequestTokens } from '../run/conversations.ts'
import type { Conditions } from './conditions-at.ts'

/** What each draw of a call is for. A normal number takes two places. */
const purposes = { latency: 0, tail: 2, failure: 3, shedding: 4, writing: 5 } as const

/** How far the speed of writing differs from call to call: the σ of a lognormal distribution. */
const writingSpread = 0.15
/** Where on the way to its first content a call fails, as a share of that time. */
const failsAt = 0.4

/** What a call meets at a server. */
export interface Draw {
  readonly firstContentMs: number
  /** From the first content to the last. */
  readonly writingMs: number
  /** It fails so long after its turn. */
  readonly failsAfterMs: number | undefined
}

/** What the times of a call depend on besides the conditions. */
export interface CallSituation {
  readonly key: DrawKey
  readonly request: RequestTokens
  readonly cachedTokens: number
  /** Calls under way at the server, this one not included. */
  readonly inFlight: number
}

/** Draws how long a call takes, always the same for one request at one server under the same conditions. */
export function drawAnswer(conditions: Conditions, situation: CallSituation): Draw {
  const { key, request, cachedTokens, inFlight } = situation
  const { answerMs, spread, tail, promptTokensPerSecond, tokensPerSecond, slowness, failureRatio } =
    conditions
  const crowding = crowdingOf(conditions, inFlight)
  let latencyMs = answerMs * slowness * crowding * Math.exp(spread * keyedNormal(key, purposes.latency))
  if (tail !== undefined && keyedUniform(key, purposes.tail) < tail.ratio) latencyMs *= tail.factor
  const readingMs = ((request.inputTokens - cachedTokens) * 1000 * crowding) / promptTokensPerSecond
  const firstContentMs = latencyMs + readingMs
  const writingMs =
    ((request.outputTokens * 1000) / tokensPerSecond) *
    Math.exp(writingSpread * keyedNormal(key, purposes.writing)) *
    Math.sqrt(slowness) *
    crowding
  const fails = keyedUniform(key, purposes.failure) < failureRatio
  return { firstContentMs, writingMs, failsAfterMs: fails ? failsAt * firstContentMs : undefined }
}

/** True when the vendor refuses the call although nothing is used up. */
export function drawShedding({ sheddingRatio }: Conditions, key: DrawKey): boolean {
  return keyedUniform(key, purposes.shedding) < sheddingRatio
}

/** The mean time to the first content of such a call, in ms, for what knows all but the draw. */
export function meanFirstContentMs(conditions: Conditions, situation: Omit<CallSituation, 'key'>): number {
  const { answerMs, spread, tail, slowness, promptTokensPerSecond } = conditions
  const crowding = crowdingOf(conditions, situation.inFlight)
  const mean =
    answerMs *
    slowness *
    Math.exp(spread ** 2 / 2) *
    (tail === undefined ? 1 : 1 + tail.ratio * (tail.factor - 1))
  const reading = ((situation.request.inputTokens - situation.cachedTokens) * 1000) / promptTokensPerSecond
  return (mean + reading) * crowding
}

/** The mean time from the first content of such a call to its last, in ms. */
export function meanWritingMs(
  conditions: Conditions,
  { request, inFlight }: Pick<CallSituation, 'request' | 'inFlight'>,
): number {
  const { tokensPerSecond, slowness } = conditions
  const drawn = Math.exp(writingSpread ** 2 / 2) * Math.sqrt(slowness) * crowdingOf(conditions, inFlight)
  return ((request.outputTokens * 1000) / tokensPerSecond) * drawn
}

function crowdingOf({ knee }: Conditions, inFlight: number): number {
  return inFlight < knee ? 1 : (inFlight + 1) / knee
}
