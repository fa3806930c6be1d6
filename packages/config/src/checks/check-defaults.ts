import { hasSetting } from '../defaults/defaults-for.ts'
import type { ConfigIssue, ConfigPath } from '../text/config-node.ts'
import { checkCircuit } from './check-circuit.ts'
import { keyIssues } from './check-connection.ts'
import { inertSettings } from './inert-settings.ts'
import type { Entry, Level } from './levels.ts'
import type { Values } from './texts.ts'

const path: ConfigPath = ['providerDefaults']

/** Defaults are of use to at least one provider. */
export function checkDefaults(defaults: Values, levels: readonly Level[]): readonly ConfigIssue[] {
  const providers = levels.flatMap((level) =>
    level.entries.filter(({ isGroup }) => !isGroup).map((entry) => ({ entry, level })),
  )
  const issues = [
    ...checkCircuit(defaults['circuitBreaker'], [...path, 'circuitBreaker']),
    ...keyIssues(path, defaults),
  ]
  if (providers.length === 0) return issues
  const inert = new Map(
    providers.map(({ entry, level }) => [entry, byPath(inertSettings(entry, level))] as const),
  )
  const entries = providers.map(({ entry }) => entry)
  const unused = Object.keys(defaults).flatMap((name) => {
    const takers = entries.filter(({ inherited }) => Object.hasOwn(inherited, name))
    const [first, ...others] = takers.flatMap((entry) => inert.get(entry) ?? [])
    if (first === undefined) return [untaken(name, entries)]
    // What is of no use to any provider that takes it is of no use at all.
    return [...first]
      .filter(([key, issue]) => issue.path[0] === name && others.every((other) => other.has(key)))
      .map(([, issue]) => issue)
  })
  return [...issues, ...unused.map((issue) => ({ ...issue, path: [...path, ...issue.path] }))]
}

/** A default that no provider takes. */
function untaken(name: string, entries: readonly Entry[]): ConfigIssue {
  const isOfVendor = entries.some(({ vendor }) => hasSetting(vendor, name))
  const why = isOfVendor
    ? 'every provider that could take it has its own'
    : 'no provider is of a vendor that has it'
  return { path: [name], message: `has no effect, ${why}; remove it`, isKey: true }
}

function byPath(issues: readonly ConfigIssue[]): ReadonlyMap<string, ConfigIssue> {
  return new Map(issues.map((issue) => [JSON.stringify(issue.path), issue]))
}
