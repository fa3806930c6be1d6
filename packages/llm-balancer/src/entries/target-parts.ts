import type { TokenPrice } from '@llm-balancer/core'
import { dearestPrice } from '../costs/dearest-price.ts'
import { takesPrefill } from '../costs/catalogue-facts.ts'
import { pricedModel } from '../costs/priced-model.ts'
import { safeEmbedding, safeModel, type SafetyOptions } from '../providers/safe-model.ts'
import { withDefaults } from '../providers/with-defaults.ts'
import type { EntryEnvironment } from './entry-environment.ts'
import type { TargetParts } from './entry-target.ts'
import { isGroup, type KeyedModels, type ProviderSource } from './provider-source.ts'

/** The targets that an entry has: one for each key, or one for all of a group. */
export function partsOf(source: ProviderSource, environment: EntryEnvironment): readonly TargetParts[] {
  const { members, settings, booking, address } = source
  if (isGroup(members)) {
    const groupPrice = (): TokenPrice | undefined => dearestPrice(members.prices())
    return [{ client: members.targets, key: undefined, settings, isGroup: true, groupPrice }]
  }
  const share = { ...settings, weight: (settings.weight ?? 1) / members.length }
  return members.map((models) => ({
    client: clientOf(models, source, environment),
    key: models.key,
    settings: share,
    booking,
    address,
    isGroup: false,
  }))
}

function clientOf(
  { model, embedding }: KeyedModels,
  { secrets = [], isOwn = false, settings }: ProviderSource,
  { clock, catalogue }: EntryEnvironment,
): TargetParts['client'] {
  const safety: SafetyOptions = { secrets, isOwn, now: () => clock.now() }
  return {
    model: safeModel(withDefaults(pricedModel(model, catalogue), settings.defaults), safety),
    embedding: embedding === undefined ? undefined : safeEmbedding(embedding, safety),
    takesPrefill: takesPrefill(model, catalogue),
  }
}
