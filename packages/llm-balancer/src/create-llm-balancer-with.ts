import { createBalancer } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { VendorRegistry } from './entries/entry-environment.ts'
import { ProviderRegistry } from './entries/provider-registry.ts'
import { SharedLimits } from './guards/provider-limits.ts'
import { EventHub } from './events/event-hub.ts'
import type { LLMBalancer } from './llm-balancer.ts'
import { LocalLLMBalancer } from './local-llm-balancer.ts'
import {
  readBalancerOptions,
  type LLMBalancerOptions,
  type ResolvedOptions,
} from './options/llm-balancer-options.ts'
import { restoredCore } from './state/restored.ts'
import { withOwner } from './options/with-owner.ts'
import { coreSettings } from './versions/core-settings.ts'
import { groupMaker, type AssembleGroup } from './versions/group-maker.ts'
import { makeVersion } from './versions/make-version.ts'

const owner = 'createLLMBalancer'

/**
 * Makes a balancer over LLM providers.
 *
 * @param vendors those that provider entries can name
 * @param own options that the caller reads itself
 * @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong
 */
export function createLLMBalancerWith(
  vendors: VendorRegistry,
  given: LLMBalancerOptions,
  own?: readonly string[],
): LLMBalancer {
  const options = readBalancerOptions(owner, given, own)
  const { clock, initialState } = options
  const sharedLimits = new SharedLimits(clock, { saved: initialState?.sharedLimits ?? {} })
  return assemble(owner, options, { vendors, sharedLimits })
}

/** What a balancer shares with one that is a group inside of it. */
type SharedParts = { readonly vendors: VendorRegistry; readonly sharedLimits: SharedLimits }

function assemble(name: string, options: ResolvedOptions, shared: SharedParts): LocalLLMBalancer {
  const { clock, random } = options
  const events = new EventHub()
  const assembleGroup: AssembleGroup = (caller, given, sharedLimits) =>
    assemble(caller, readBalancerOptions(caller, given), { ...shared, sharedLimits }).asOwnedGroup()
  const version = makeVersion(name, options, {
    ...shared,
    groups: groupMaker(assembleGroup, { options }),
    onCircuitEvent: (targetId, event) => {
      events.tellCircuit(targetId, event)
    },
  })
  events.hear(version.environment.budgets)
  const registry = new ProviderRegistry(version.environment)
  const entries = options.providers.map((provider) => registry.add(provider))
  for (const entry of entries) registry.noteFromOptions(entry)
  const settings = coreSettings(name, version, registry)
  const recognised = entries.flatMap(({ targets }) => targets.map((target) => target.recognised))
  const balancer = withOwner({ owner: name, insteadOf: 'createBalancer' }, () =>
    createBalancer({
      targets: entries.flatMap(({ targets }) => targets.map((target) => target.options())),
      ...{ ...settings, clock },
      ...defined({ random, initialState: restoredCore(options.initialState, recognised) }),
    }),
  )
  version.environment.restoring.state = undefined
  return new LocalLLMBalancer({
    balancer,
    registry,
    events,
    clock,
    settings: { current: version },
    assembleGroup,
  })
}
