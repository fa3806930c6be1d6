import { isMap } from '../schema/composites.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import { checkBudgets } from './check-budgets.ts'
import { checkBackoff, checkCircuit } from './check-circuit.ts'
import { checkConnection } from './check-connection.ts'
import { checkDefaults } from './check-defaults.ts'
import { checkModels, checkNames } from './check-names.ts'
import { checkPools } from './check-pools.ts'
import { checkSharedLimits } from './check-shared-limits.ts'
import { checkTiers } from './check-tiers.ts'
import { checkVendor } from './check-vendors.ts'
import { inertSettings } from './inert-settings.ts'
import { levelsOf, providerDefaultsOf, type Entry, type Level } from './levels.ts'

/** What the schema cannot tell: parts that do not fit together, and settings that would change nothing. */
export function checkConfig(value: unknown): readonly ConfigIssue[] {
  if (!isMap(value)) return []
  const levels = levelsOf(value)
  const [outermost] = levels
  const issues = [
    ...checkCircuit(value['circuitBreaker'], ['circuitBreaker']),
    ...checkBackoff(value),
    ...checkBudgets(value),
    ...checkDefaults(providerDefaultsOf(value), levels),
    ...levels.flatMap((level) => checkLevel(level)),
    ...(outermost === undefined ? [] : [...checkModels(value, outermost), ...checkPools(value, outermost)]),
    ...checkSharedLimits(value),
  ]
  return withoutRepeats(issues)
}

function checkLevel(level: Level): readonly ConfigIssue[] {
  return [
    ...checkNames(level),
    ...checkTiers(level),
    ...level.entries.flatMap((entry) => [
      ...checkEntry(entry),
      ...inertSettings(entry, level)
        .filter(({ path: [name] }) => Object.hasOwn(entry.own, String(name)))
        .map((issue) => ({ ...issue, path: [...entry.path, ...issue.path] })),
    ]),
  ]
}

function checkEntry(entry: Entry): readonly ConfigIssue[] {
  const circuit = checkCircuit(entry.own['circuitBreaker'], [...entry.path, 'circuitBreaker'])
  return entry.isGroup
    ? [...circuit, ...checkBackoff(entry.own, entry.path)]
    : [...circuit, ...checkVendor(entry), ...checkConnection(entry)]
}

/** Several providers may have the same mistake from the defaults. */
function withoutRepeats(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const seen = new Set<string>()
  return issues.filter(({ path, message }) => {
    const key = JSON.stringify([path, message])
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}
