import { createBalancer } from '@llm-balancer/core'
import type { Balancer, BalancerSettings } from '@llm-balancer/core'
import { readProperty } from '@llm-balancer/core/options'
import type { ModelClient } from '../entries/model-client.ts'
import type { ProviderInput } from '../entries/provider-config.ts'
import { providerGroupOf, type PlannedChange } from '../entries/provider-group.ts'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import { addTargets, changeEntry, removeEntry } from '../entries/target-changes.ts'
import type { EventHub } from '../events/event-hub.ts'
import type { SharedLimits } from '../guards/provider-limits.ts'
import { readBalancerOptions, type LLMBalancerOptions } from '../options/llm-balancer-options.ts'
import { withOwner } from '../options/with-owner.ts'
import { changedCoreSettings, coreSettings } from './core-settings.ts'
import { groupMaker, type AssembleGroup } from './group-maker.ts'
import { makeVersion } from './make-version.ts'
import { changedOptions, mergeOptions } from './merge-options.ts'
import { planEntries, type EntryPlan } from './plan-entries.ts'
import type { BalancerVersion, SettingName } from './version.ts'

/** The parts of a balancer that other options change. */
export type ReconfigurableParts = {
  readonly balancer: Balancer<ModelClient>
  readonly registry: ProviderRegistry
  readonly events: EventHub
  readonly settings: { current: BalancerVersion }
  readonly assembleGroup: AssembleGroup
}

/** A change of a balancer's options, checked and not yet made. */
export interface PlannedReconfiguration extends PlannedChange {
  /** Names of the options, beside the providers, that change. */
  readonly settings: readonly SettingName[]
}

/**
 * Checks other options of a balancer. Nothing has changed until they are applied, and then all of them have.
 *
 * @param shared the quotas that providers may share from then on
 * @param keepMoved whether providers keep their state at another address. @default false
 * @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong
 */
export function planReconfiguration(
  owner: string,
  parts: ReconfigurableParts,
  ...[given, shared, keepMoved = false]: [
    given: LLMBalancerOptions,
    shared: SharedLimits,
    keepMoved?: boolean,
  ]
): PlannedReconfiguration {
  const { balancer, registry, settings } = parts
  const before = settings.current
  const options = readBalancerOptions(owner, mergeOptions(owner, given, before.options))
  refuseCircles(owner, options.providers, balancer)
  const made = makeVersion(owner, options, { ...before.environment, sharedLimits: shared }, before)
  const version = {
    ...made,
    environment: { ...made.environment, groups: groupMaker(parts.assembleGroup, made) },
  }
  const entries = planEntries(options.providers, version.environment, registry, keepMoved)
  const changed = changedOptions(before.options, options)
  const update = changedCoreSettings(coreSettings(owner, version, registry), changed)
  checkForCore(owner, update, entries)
  const { added, changed: changedProviders, removed } = entries
  return {
    ...{ added, changed: changedProviders, removed, settings: changed },
    apply() {
      // A listener that changes providers itself does it afterwards.
      parts.events.afterwards(balancer, () => {
        withOwner({ owner, insteadOf: 'updateSettings' }, () => {
          balancer.updateSettings(update)
        })
        settings.current = version
        registry.environment = version.environment
        if (version.environment.budgets !== before.environment.budgets)
          parts.events.hear(version.environment.budgets)
        applyEntries(parts, entries)
      })
    },
  }
}

function applyEntries(parts: ReconfigurableParts, { kept, made, gone, fromOptions }: EntryPlan): void {
  const { balancer, registry } = parts
  for (const entry of gone) void removeEntry(parts, registry.remove(entry.name))
  for (const { entry, change } of kept) changeEntry(parts, entry.name, change)
  for (const entry of made) {
    registry.insert(entry)
    addTargets(balancer, entry.targets)
  }
  for (const entry of fromOptions) registry.noteFromOptions(entry)
}

/** Lets the core check what it would be given, in a balancer that serves no calls. A strategy belongs to one balancer, and is left out. */
function checkForCore(owner: string, { strategy: _, ...update }: BalancerSettings, plan: EntryPlan): void {
  const targets = [
    ...plan.kept.flatMap(({ change }) => [
      ...change.kept.map(({ options }) => options),
      ...change.added.map((target) => target.options()),
    ]),
    ...plan.made.flatMap((entry) => entry.targets.map((target) => target.options())),
  ]
  withOwner({ owner, insteadOf: 'createBalancer' }, () => {
    const scratch = createBalancer({
      ...update,
      targets: targets.map(({ guards: _guards, ...target }) => ({ ...target, client: {} })),
    })
    void scratch.close()
  })
}

/** A balancer inside itself would ask itself for ever. @throws TypeError */
function refuseCircles(
  owner: string,
  inputs: readonly ProviderInput[],
  balancer: Balancer<ModelClient>,
): void {
  for (const input of inputs) {
    if (providerGroupOf(readProperty(input, 'model'))?.contains(balancer) !== true) continue
    throw new TypeError(`${owner}: the "model" of a provider is a group that contains this balancer`)
  }
}
