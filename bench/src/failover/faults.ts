import type { FakeTarget } from '@llm-balancer/testing'
import { firstGapMs, longestMs, primaryCalls, type Observed } from './observed.ts'
import type { Rule } from './verdict.ts'

/** The targets of the wall, and what changes their behaviour later. */
export interface Stage {
  readonly primary: FakeTarget
  readonly fallback: FakeTarget
  /** Calls `change` after so many ms. */
  readonly later: (ms: number, change: () => void) => void
}

/** One fault: what happens, and what is asked of a system that meets it. */
export interface WallFault {
  readonly id: string
  readonly title: string
  readonly set: (stage: Stage) => void
  readonly rules: readonly Rule[]
  /** A call that takes longer hangs, in ms. */
  readonly mostMs: number
  /** How often, and how far apart in ms, calls are made. @default one call */
  readonly sequence?: { readonly count: number; readonly everyMs: number }
  /** What rescue means. @default 'text' */
  readonly ideal?: 'error'
}

const hasUsage = ({ answers }: Observed): boolean =>
  answers.every((answer) => answer.type !== 'text' || answer.hasUsage)

const atMostSix: Rule = {
  what: 'at most 6 calls of the primary',
  holds: (observed) => primaryCalls(observed).length <= 6,
}
const askedOnce: Rule = {
  what: 'the same model is not asked again',
  holds: (observed) => primaryCalls(observed).length === 1,
}
const retriedAfter = (ms: number): Rule => ({
  what: ms === 0 ? 'the same provider is tried again' : `the same provider is tried again after ${ms} ms`,
  isAdvisory: true,
  holds: (observed) => (firstGapMs(observed) ?? -1) >= ms,
})
const within = (ms: number, isAdvisory = false): Rule => ({
  what: `ends within ${ms / 1000} s`,
  isAdvisory,
  holds: (observed) => longestMs(observed) <= ms,
})
const tellsUsage: Rule = { what: 'tells the usage', isAdvisory: true, holds: hasUsage }
const namesFallback: Rule = {
  what: 'names the model that has served',
  holds: ({ answers }) =>
    answers.every((answer) => answer.type !== 'text' || answer.model === 'fallback-model'),
}
const isWhole: Rule = {
  what: 'gives the whole text',
  isAdvisory: true,
  holds: ({ answers }) => answers.every(({ type }) => type === 'text'),
}
const noPrefillError: Rule = {
  what: 'a refused prefill does not hide what went wrong',
  holds: ({ answers, calls }) =>
    answers.every(({ type }) => type === 'text') || calls.every(({ fault }) => fault !== 'prefill'),
}

const outageMs = 60_000
const servedAll: Rule = {
  what: 'every call is served',
  holds: ({ answers }) => answers.every(({ type }) => type === 'text'),
}
const backWithin = (ms: number): Rule => ({
  what: `the primary serves again within ${ms / 1000} s`,
  holds: (observed) =>
    primaryCalls(observed).some(
      ({ fault, startedAt }) =>
        fault === undefined &&
        startedAt >= observed.beganAt + outageMs &&
        startedAt <= observed.beganAt + outageMs + ms,
    ),
})

/** The sixteen faults, after the public catalogue of Failover Bench (methodology 0.1). */
export const wallFaults: readonly WallFault[] = [
  {
    ...{ id: 'S01', title: '429 with Retry-After: 2, then healthy', mostMs: 20_000 },
    set: ({ primary }) => primary.script([{ fault: 'rate-limit', retryAfterMs: 2000 }]),
    rules: [retriedAfter(1800)],
  },
  {
    ...{ id: 'S02', title: '429 without a hint, for ever', mostMs: 40_000 },
    set: ({ primary }) => primary.outage(429),
    rules: [atMostSix],
  },
  {
    ...{ id: 'S03', title: '500 once, then healthy', mostMs: 20_000 },
    set: ({ primary }) => primary.script(['server']),
    rules: [retriedAfter(0)],
  },
  {
    ...{ id: 'S04', title: '503 for ever', mostMs: 40_000 },
    set: ({ primary }) => primary.outage('overloaded'),
    rules: [atMostSix],
  },
  {
    ...{ id: 'S05', title: 'connection reset, then healthy', mostMs: 20_000 },
    set: ({ primary }) => primary.script(['refuse']),
    rules: [],
  },
  {
    ...{ id: 'S06', title: 'no response at all', mostMs: 130_000 },
    set: ({ primary }) => primary.outage('hang-before-headers'),
    rules: [
      within(100_000),
      { ...askedOnce, what: 'the silent provider is not asked again', isAdvisory: true },
    ],
  },
  {
    ...{ id: 'S07', title: 'first token after 20 s', mostMs: 60_000 },
    set: ({ primary }) => primary.outage({ fault: 'slow-start', forMs: 20_000 }),
    rules: [within(15_000, true)],
  },
  {
    ...{ id: 'S08', title: 'stream cut at token 40', mostMs: 40_000 },
    set: ({ primary }) => primary.outage({ fault: 'cut-in-body', afterChunks: 40 }),
    rules: [],
  },
  {
    ...{ id: 'S09', title: 'stream silent at token 20', mostMs: 70_000 },
    set: ({ primary }) => primary.outage({ fault: 'hang-in-body', afterChunks: 20 }),
    rules: [within(45_000)],
  },
  {
    ...{ id: 'S10', title: 'malformed event 10, the rest is fine', mostMs: 30_000 },
    set: ({ primary }) => primary.outage({ fault: 'broken-event', afterChunks: 9 }),
    rules: [isWhole],
  },
  {
    ...{ id: 'S11', title: 'no [DONE] at the end', mostMs: 30_000 },
    set: ({ primary }) => primary.outage('no-terminator'),
    rules: [within(8000), tellsUsage],
  },
  {
    ...{ id: 'S12', title: 'context overflow', mostMs: 20_000 },
    set: ({ primary }) => primary.outage('context-length'),
    rules: [askedOnce],
  },
  {
    ...{ id: 'S13', title: 'content filter', mostMs: 20_000, ideal: 'error' },
    set: ({ primary }) => primary.outage('content-policy'),
    rules: [askedOnce],
  },
  {
    ...{ id: 'S14', title: 'cut at token 40, the fallback refuses prefill', mostMs: 40_000 },
    set({ primary, fallback }) {
      primary.outage({ fault: 'cut-in-body', afterChunks: 40 })
      fallback.update({ prefill: false })
    },
    rules: [noPrefillError],
  },
  {
    ...{ id: 'S15', title: 'down for 60 s, a call every 4 s', mostMs: 30_000 },
    sequence: { count: 20, everyMs: 4000 },
    set({ primary, later }) {
      primary.outage('overloaded')
      later(outageMs, () => {
        primary.outage(false)
      })
    },
    rules: [servedAll, backWithin(16_000)],
  },
  {
    ...{ id: 'S16', title: '503 for ever: who has served', mostMs: 40_000 },
    set: ({ primary }) => primary.outage('overloaded'),
    rules: [atMostSix, namesFallback, tellsUsage],
  },
]
