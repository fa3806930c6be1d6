import type { Scenario } from '../scenario/scenario.ts'

/** A scenario with every option there is, each with a value that is allowed. */
export const everyOption: Scenario = {
  name: 'every-option',
  targets: [
    {
      name: 'a',
      server: {
        capacity: { perSecond: 0.5 },
        answerMs: 0,
        spread: 0,
        tail: { ratio: 1, factor: 0 },
        promptTokensPerSecond: Infinity,
        tokensPerSecond: Infinity,
        knee: Infinity,
        slowness: 0.1,
        failureRatio: 0,
        sheddingRatio: 1,
        longestQueueMs: Infinity,
        refusal: { status: 429, afterMs: 0, retryAfterMs: 0 },
        down: { status: 503, afterMs: 0, retryAfterMs: 0 },
      },
      changes: [{ fromMs: 0, toMs: 1, to: { slowness: 2 }, repeat: { forMs: 0.1, everyMs: 0.1 } }],
      limits: {
        requestsPerMinute: Infinity,
        tokensPerMinute: Infinity,
        window: 'fixed-minute',
        burst: 1,
        known: false,
        headers: false,
        retryAfter: false,
        countsRefused: true,
        refusalMs: 0,
      },
      cacheMs: Infinity,
      cost: { inputPerMTok: 1, outputPerMTok: 2 },
      weight: 0,
      priority: -1,
    },
    { name: 'b', server: { capacity: { places: 0.5 }, down: 'hanging' } },
  ],
  traffic: [
    {
      name: 'steady',
      arrivals: { fromMs: 0, toMs: 1000, perSecond: 0.1, burstiness: 0.1 },
      tokens: {
        input: { median: 0.1, spread: 0, least: 0, most: Infinity },
        output: { median: 1, spread: 0, least: 0, most: 0 },
      },
      sessions: { systemTokens: 0, continueRatio: 1, active: 1 },
      streaming: true,
      call: { deadlineMs: 1 },
    },
    { name: 'waves', arrivals: { fromMs: 0, calls: 1, times: 1, everyMs: 0 } },
    {
      name: 'log',
      arrivals: { trace: [{ atMs: 0, inputTokens: 0, outputTokens: 0, session: 'x' }] },
    },
  ],
  incident: { fromMs: 0, toMs: 0.1 },
  goalMs: 0.1,
  processes: 1,
  durationMs: 1000,
}
