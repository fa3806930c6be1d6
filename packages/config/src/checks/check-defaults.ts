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
  // What a provider would take is not known without its vendor.
  if (providers.length === 0 || providers.some(({ entry }) => entry.vendor === undefined)) return issues
  const inert = providers.flatMap(({ entry, level }) => inertSettings(entry, level))
  const unused = Object.keys(defaults).flatMap((name) => {
    const takers = providers.filter(({ entry }) => Object.hasOwn(entry.inherited, name))
    if (takers.length === 0)
      return [
        untaken(
          name,
          providers.map(({ entry }) => entry),
        ),
      ]
    return inert.filter(
      (issue, place) =>
        issue.path[0] === name &&
        firstLike(inert, issue) === place &&
        takers.every(({ entry, level }) => inertSettings(entry, level).some((one) => isLike(one, issue))),
    )
  })
  return [...issues, ...unused.map((issue) => ({ ...issue, path: [...path, ...issue.path] }))]
}

/** A default that no provider takes. */
function untaken(name: string, entries: readonly Entry[]): ConfigIssue {
  const isOfVendor = entries.some(({ vendor }) => vendor !== undefined && hasSetting(vendor, name))
  const why = isOfVendor ? 'every provider has its own' : 'no provider is of a vendor that has it'
  return { path: [name], message: `has no effect, ${why}; remove it`, isKey: true }
}

function firstLike(issues: readonly ConfigIssue[], issue: ConfigIssue): number {
  return issues.findIndex((one) => isLike(one, issue))
}

function isLike(one: ConfigIssue, other: ConfigIssue): boolean {
  return JSON.stringify(one.path) === JSON.stringify(other.path)
}
