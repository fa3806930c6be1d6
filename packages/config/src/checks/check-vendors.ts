import { configVendors, type ConfigRule } from '../schema/vendors.generated.ts'
import { hasSetting } from '../defaults/defaults-for.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import type { Entry } from './levels.ts'
import { textOf, type Values } from './texts.ts'

const words = configVendors.flatMap((vendor) => vendor.words)

/** A provider names a vendor, has what it needs, and no settings of another one. */
export function checkVendor(entry: Entry): readonly ConfigIssue[] {
  const { path, own, all, vendor } = entry
  if (vendor === undefined) return unknownVendor(entry)
  const { type, needsKey, rules } = vendor
  const has = (name: string): boolean => all[name] !== undefined
  const foreign = Object.keys(own)
    .filter((name) => !hasSetting(vendor, name) && name !== 'embeddingSpace')
    .map((name) => ({ path: [...path, name], message: foreignTo(type, name), isKey: true }))
  const missing = (name: string, what: string): ConfigIssue => ({
    path: [...path, name],
    message: `is missing; ${what}`,
  })
  return [
    ...foreign,
    ...(has('model') || has('embeddingModel') ? [] : [missing('model', 'add the name of the model')]),
    ...(needsKey && !has('apiKey') && !has('apiKeys')
      ? [missing('apiKey', `${type} needs one, such as \${NAME} or file:path`)]
      : []),
    ...rules.flatMap((rule) => checkRule(entry, type, rule)),
  ]
}

function foreignTo(type: string, setting: string): string {
  if (setting === 'embeddingModel') return `is of no use, ${type} makes no embeddings; remove it`
  const owners = configVendors.filter(({ settings }) => settings.includes(setting))
  return `is no setting of ${type}, but of ${owners.map((owner) => owner.type).join(', ')}; remove it`
}

/** Settings that are needed together. */
function checkRule(
  { path, all }: Entry,
  type: string,
  { when = {}, oneOf, value }: ConfigRule,
): readonly ConfigIssue[] {
  if (!Object.entries(when).every(([name, wanted]) => wordOf(all, name) === String(wanted))) return []
  const given = oneOf.filter((name) => all[name] !== undefined)
  const [first = '', second] = given
  const reason = Object.keys(when).map((name) => ` with "${name}"`)
  const others = oneOf.slice(1).map((name) => `, or "${name}"`)
  const usual = oneOf[0] ?? ''
  if (second !== undefined)
    return [
      { path: [...path, second], message: `stands beside "${first}"; give one of the two`, isKey: true },
    ]
  if (value !== undefined && wordOf(all, usual) !== value)
    return [{ path: [...path, usual], message: `must be ${value}${reason.join('')}; ${type} needs it` }]
  if (given.length > 0) return []
  const message = `is missing; ${type} needs it${others.join('')}${reason.join('')}`
  return [{ path: [...path, usual], message }]
}

function wordOf(values: Values, name: string): string {
  return textOf(values[name]) ?? String(values[name])
}

/** A type that no vendor has is told by the schema, and so is a name that is no text. */
function unknownVendor({ path, name, all }: Entry): readonly ConfigIssue[] {
  if (name === undefined || all['type'] !== undefined) return []
  const message = `is not a vendor's, so the provider needs a "type"; known types are ${words.join(', ')}`
  return [{ path: [...path, 'name'], message }]
}
