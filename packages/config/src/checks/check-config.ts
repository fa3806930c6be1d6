import { isMap } from '../schema/composites.ts'
import { vendorSettings } from '../schema/vendor-settings.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import { checkConnection } from './check-connection.ts'
import { checkEntryEffect, checkRootEffect, checkStrategyEffect } from './check-effect.ts'
import { checkModels, checkNames } from './check-names.ts'
import { checkSharedLimits } from './check-shared-limits.ts'
import { checkVendor, vendorOf } from './check-vendors.ts'
import { levelsOf, type Level, type Values } from './levels.ts'

/** What the schema cannot tell: parts that do not fit together, and settings that would change nothing. */
export function checkConfig(value: unknown): readonly ConfigIssue[] {
  if (!isMap(value)) return []
  const levels = levelsOf(value)
  const defaults = isMap(value['providerDefaults']) ? value['providerDefaults'] : {}
  const [outermost] = levels
  return [
    ...checkRootEffect(value),
    ...checkDefaults(defaults, levels),
    ...levels.flatMap((level) => checkLevel(level, defaults)),
    ...(outermost === undefined ? [] : checkModels(value, outermost)),
    ...checkSharedLimits(value),
  ]
}

function checkLevel(level: Level, defaults: Values): readonly ConfigIssue[] {
  return [
    ...checkNames(level),
    ...checkStrategyEffect(level),
    ...level.entries.flatMap((entry) => [
      ...checkEntryEffect(entry, defaults),
      ...(entry.isGroup ? [] : [...checkVendor(entry, defaults), ...checkConnection(entry, defaults)]),
    ]),
  ]
}

/** Settings of single vendors apply to their providers alone. */
function checkDefaults(defaults: Values, levels: readonly Level[]): readonly ConfigIssue[] {
  const providers = levels.flatMap(({ entries }) => entries.filter(({ isGroup }) => !isGroup))
  const used = new Set(providers.flatMap((entry) => vendorOf(entry, defaults)?.settings ?? []))
  const path = ['providerDefaults']
  const own = { path, values: defaults, name: undefined, isGroup: false }
  return [
    ...Object.keys(defaults)
      .filter((name) => Object.hasOwn(vendorSettings, name) && !used.has(name))
      .map((name) => ({
        path: [...path, name],
        message: 'has no effect, no provider is of a vendor that has it; remove it',
        isKey: true,
      })),
    ...checkConnection(own, {}),
    ...checkEntryEffect({ ...own, values: { ...defaults, embeddingSpace: undefined } }, {}),
  ]
}
