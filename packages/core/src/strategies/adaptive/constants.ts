/**
 * Every number that `adaptive` goes by. Most are flat: halved or doubled, they move the share of calls within their goal by less than
 * half a point over the scenarios of `@llm-balancer/simulator/quality`; where that is not so, it is said.
 */
export const adaptiveConstants = {
  latency: {
    /** How far an average moves towards a slower value, in logarithms: a target that has become slow is left after some calls. */
    rise: 0.3,
    /** Towards a faster value: half as far, because one fast answer says less than one slow one. */
    fall: 0.15,
    /** After so long without a value, in ms, a new one counts for 63 %: what is old says little. */
    memoryMs: 15_000,
    /** No value counts for more than e² times the average: one answer of a heavy tail does not drive a target out. */
    largestStep: 2,
    /**
     * A target is taken to hang, or to have become slow, when one answer takes more than the root of this (1.6 times) as long as usual, or several
     * at a time take longer than usual, each counting with the square of that. With 9 the silence is seen too late. Taken for 1.5 times as long
     * as it has lasted, it sends crowds from one slow server to the next (the overload case `brown-out-only-slow`).
     */
    silence: 2.5,
    /** A target that is called for the first time counts as one that takes so long, in ms, until it answers. */
    firstAnswerMs: 1000,
  },
  stale: {
    /** A target that has had nothing to answer for so long, in ms, is taken to be on its way back to the best. */
    afterMs: 15_000,
    /** How fast, in ms: half of the way (in logarithms) after 21 s. */
    fadeMs: 30_000,
  },
  /** Tokens and time: how fast what is learnt of prompts and answers changes with each call. */
  tokens: {
    meanShare: 0.02,
    slopeShare: 0.005,
    /** The slowest servers read a thousand tokens of a prompt in a second, and write ten in it; one that thinks first counts no further. */
    mostReadingMs: 1,
    mostWritingMs: 100,
  },
  window: {
    /** Calls in flight at which a target is taken to be crowded, before anything is known. */
    initial: 4,
    least: 3,
    /**
     * An answer up to so many times as slow as the fast quarter of all leaves room. The most sensitive number: with 2.5 servers of one's own
     * are filled to twice what they answer without queues, below 2 vendors whose latencies scatter look crowded.
     */
    slowness: 2,
    /** Added for each such answer, while at least half of the window was in use. */
    growth: 0.5,
    /** What stays of it after an answer that was slower, while at least half of the window was in use, once per answer's time. */
    shrink: 0.95,
    /**
     * How fast the fast quarter is followed by each answer: up by this × 0.25, down by this × 0.75; of many answers no faster than once
     * in so many ms. Without that bound a minute of queues became the usual, and windows grew without end (the overload case
     * `brown-out-only-slow`). The first so many answers find it, each by 1 / its number: a first one that was quick by chance kept
     * the window of the fastest target closed for minutes.
     */
    quartileStep: 0.03,
    quartileMs: 30_000,
    quartileFirst: 32,
  },
  failures: {
    /** How far the share of successes moves towards 1 with each success. */
    recovery: 0.05,
    /** What the first failure in a row takes of it; doubles with each further one, up to `most`. */
    first: 0.04,
    most: 0.4,
    /** What a refusal takes that says "too much" while quota is left: the vendor's shortage, not the key's. */
    shed: 0.07,
    /** After so long without a call the share fades towards 1, in ms, as fast as this, in ms. */
    fadeAfterMs: 10_000,
    fadeMs: 30_000,
    /** A smaller share of failures than this counts as none; successes count as this share of the calls at least. */
    negligible: 0.005,
    leastSuccesses: 0.05,
    /** What a failed attempt costs beside the time of the next one, in ms. */
    retryMs: 1000,
  },
  quota: {
    /** Below this share of a limit that is left a target looks slower, so that the rest is kept for calls that need it. */
    low: 0.1,
    pressure: 6,
    /** What stays of a key's share after a 429, at most once in so many ms, and what each success gives back. */
    throttle: 0.6,
    throttleEveryMs: 200,
    recovery: 0.01,
    leastShare: 0.05,
    throttledPenalty: 1.5,
    /** Quota left below which a refusal is taken for the key's own. */
    plenty: 0.3,
  },
  pick: {
    /**
     * Targets within this share of the fastest latency above the best are nearly as good as it, and get the less of the calls the further they
     * are from it: at the end of the band none. Narrower, equal keys take turns of seconds, by chance, and so use up limits that hold for a
     * second, and more calls meet a target that has just become slow.
     */
    band: 0.6,
    /** Share of the calls that look again at a target that has had none for long. */
    exploration: 0.01,
    /**
     * Above so many targets only some are scored: the best so many of the last pick, and so many more. In the scenario of a hundred targets
     * the share of calls within their goal is 2.5 points below the oracle's with 7 and 3 (seeds 1 to 5 and 11 to 18), 2.6 with 5 and 3, and 2.4
     * with 6 and 4, which takes a tenth longer among thousands, because those that are new to a pick are in no cache of the processor.
     */
    scoreAllUpTo: 32,
    remembered: 7,
    looks: 3,
  },
  cache: {
    /** Vendors keep prompts for five minutes after they were last used, in ms. */
    keptMs: 290_000,
    mostSessions: 50_000,
    /** How fast what was really read from caches corrects what was expected of them. */
    correction: 0.1,
  },
  /** What a call at the cheapest price is worth, in ms of waiting, by the objective. */
  price: { latency: 0, balanced: 50, cost: 500 },
} as const
