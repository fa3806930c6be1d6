import type { CircuitEvent } from '@llm-balancer/circuit-breaker'
import type { ChatModel, EmbeddingModel, Fetch } from '@llm-balancer/provider'
import type { Booking } from '@llm-balancer/rate-limit'
import type { CircuitEnvironment } from '../guards/provider-circuit.ts'
import type { KnownModels } from '../costs/known-models.ts'
import type { ProviderBudgets } from '../costs/provider-budgets.ts'
import type { SharedLimits } from '../guards/provider-limits.ts'
import type { LLMBalancerState } from '../state/balancer-state.ts'
import type { NestedOptions } from './provider-config.ts'
import type { OwnedGroup, PlannedChange } from './provider-group.ts'

/** One vendor, as entries need it. */
export type EntryVendor = {
  readonly type: string
  /** Its own settings, beside those of every vendor, by name. */
  readonly settings: Readonly<Record<string, unknown>>
  /** How it counts calls and tokens against its limits. */
  readonly booking?: Booking
  /** @throws TypeError or RangeError naming the setting that is missing or wrong */
  chat(settings: object): ChatModel
  /** Absent when it makes no embeddings. */
  embedding?(settings: object): EmbeddingModel
}

/** The vendors that an entry can name. */
export type VendorRegistry = {
  /** Every word for a vendor, for messages. */
  readonly types: readonly string[]
  readonly find: (type: unknown) => EntryVendor | undefined
}

/** The parts that all entries of a balancer share. */
export type EntryEnvironment = CircuitEnvironment & {
  readonly onCircuitEvent: (targetId: string, event: CircuitEvent) => void
  readonly vendors: VendorRegistry
  readonly sharedLimits: SharedLimits
  readonly budgets: ProviderBudgets
  readonly catalogue: KnownModels | undefined
  /** For entries without a `fetch` of their own. */
  readonly fetch: Fetch | undefined
  readonly exposeVendorErrors: boolean
  /** What was known before a restart; nothing once the balancer serves: what comes later begins anew. */
  readonly restoring: { state: LLMBalancerState | undefined }
  /** For entries that are groups, as plain data. */
  readonly groups: GroupMaker
}

/** Makes and changes the groups that belong to entries. What a group does not say itself it has from the balancer around it. */
export interface GroupMaker {
  /** @throws TypeError or RangeError, which begins with the owner, or with the provider that is wrong */
  make(owner: string, options: RestoredOptions, environment: EntryEnvironment): OwnedGroup
  /** Checks other options of a group. @throws like `make` */
  plan(group: OwnedGroup, options: NestedOptions, context: GroupContext): PlannedChange
}

/** The options of a group, and what was known of it before a restart. */
export type RestoredOptions = NestedOptions & { readonly initialState?: LLMBalancerState }

/** Where a group stands. */
export type GroupContext = { readonly owner: string; readonly environment: EntryEnvironment }
