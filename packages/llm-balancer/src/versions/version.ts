import type { RetryBudget } from '@llm-balancer/core'
import type { EntryEnvironment } from '../entries/entry-environment.ts'
import type { ResolvedOptions } from '../options/llm-balancer-options.ts'
import type { CallSettings } from '../requests/call-settings.ts'

/** The options of a balancer that can change while it serves, beside its providers. */
export type SettingName = Exclude<keyof ResolvedOptions, 'providers' | 'streamDeadlineMs' | FixedName>

/** Options that stay what they are. */
export type FixedName = 'clock' | 'random' | 'fetch' | 'initialState'

/** What a balancer goes by from one change of its options to the next. */
export interface BalancerVersion extends CallSettings {
  /** The options, with what only code can give taken over from before. */
  readonly options: ResolvedOptions
  /** What entries are made in. */
  readonly environment: EntryEnvironment
  /** Bounds retries; its tokens are kept while its setting stays the same. */
  readonly retryBudget: RetryBudget | false
}
