import type {
  BalancerState,
  ExportedCooldown,
  ExportedCounters,
  ExportedTarget,
  ExportedTimes,
} from '../contracts/balancer-state.ts'
import type { LimitReport, TokenUsage } from '../contracts/usage.ts'
import { failureRules, type FailureKind } from '../errors/failure.ts'
import { checkBoolean, checkText, finite, numberWithin, oneOf, type Check } from '../options/checks.ts'
import { checkStateVersion } from '../options/check-state-version.ts'
import { listOf } from '../options/list-of.ts'
import { optionsOf, required, type OptionTable } from '../options/read-options.ts'

const count = numberWithin({ min: 0, max: Number.MAX_SAFE_INTEGER, integer: true })
const kinds = Object.keys(failureRules) as FailureKind[]
const kind = oneOf(...kinds)

const failuresByKind = optionsOf(
  // `fromEntries` does not know that the names are all of the kinds.
  Object.fromEntries(kinds.map((name) => [name, [count]])) as unknown as OptionTable<
    Record<FailureKind, number>
  >,
)
const usage = optionsOf<Required<TokenUsage>>({
  inputTokens: [finite, required],
  outputTokens: [finite, required],
  cacheReadTokens: [finite, required],
  cacheWriteTokens: [finite, required],
  reasoningTokens: [finite, required],
})
const counters = optionsOf<ExportedCounters>({
  successes: [count, required],
  failures: [count, required],
  neutral: [count, required],
  failuresByKind: [failuresByKind, required],
  lastFailure: [
    optionsOf<NonNullable<ExportedCounters['lastFailure']>>({
      kind: [kind, required],
      agoMs: [finite, required],
      status: [finite],
    }),
  ],
  lastAttemptAgoMs: [finite],
  successMs: [finite, required],
  failureMs: [finite, required],
  costMicroUsd: [finite, required],
  unpriced: [count, required],
  usage: [usage, required],
})
const cooldown = optionsOf<ExportedCooldown>({
  kind: [kind, required],
  remainingMs: [finite, required],
  isGuess: [checkBoolean, required],
  streak: [count, required],
})
const latency = numberWithin({ min: 0, max: 86_400_000 })
const times = optionsOf<ExportedTimes>({ usual: [latency], quick: [latency] })
const report = optionsOf<LimitReport>({
  unit: [oneOf('requests', 'tokens', 'input-tokens', 'output-tokens'), required],
  limit: [finite],
  remaining: [finite],
  resetMs: [finite],
  windowMs: [finite],
})
const target = optionsOf<ExportedTarget>({
  id: [checkText, required],
  counters: [counters, required],
  isFailing: [checkBoolean, required],
  cooldown: [cooldown],
  keyCooldown: [cooldown],
  learnt: [
    optionsOf<ExportedTarget['learnt']>({ plain: [times, required], streams: [times, required] }),
    required,
  ],
  window: [numberWithin({ min: 1, max: Infinity })],
  limits: [
    optionsOf<NonNullable<ExportedTarget['limits']>>({
      reports: [listOf(report), required],
      agoMs: [finite, required],
    }),
  ],
  // The meter ignores what it cannot read.
  load: [],
})
const state = optionsOf<BalancerState>({
  version: [undefined, required],
  savedAt: [finite, required],
  targets: [listOf(target), required],
})

/** What `exportState` gave, perhaps in another process: anything else is refused, whatever it is. */
export const checkState: Check = (name, value, owner) => {
  checkStateVersion(name, value, owner)
  return state(name, value, owner)
}
