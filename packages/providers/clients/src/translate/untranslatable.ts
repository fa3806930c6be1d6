import { asText, isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/** The error for what no other vendor could be asked. The outer client gets it as a bad request, before any target is asked. */
export function untranslatable(subject: string): TypeError {
  return new TypeError(`translate: ${subject} cannot be translated for targets of every vendor`)
}

/**
 * What a parameter of a request means here: `read` and `hint` are taken, the latter only where it fits the target; a list has the
 * values that change nothing.
 */
export type ParameterRule = 'read' | 'hint' | readonly unknown[]

/** Refuses parameters that would be lost. Those that are null or undefined say nothing. @throws TypeError naming the parameter */
export function checkParameters(body: JsonRecord, rules: Readonly<Record<string, ParameterRule>>): void {
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || value === null) continue
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) throw untranslatable(`"${shownName(name)}"`)
    if (typeof rule === 'string') continue
    const json = JSON.stringify(value)
    if (rule.some((neutral) => JSON.stringify(neutral) === json)) continue
    const allowed = rule.map((neutral) => JSON.stringify(neutral)).join(' or ')
    throw untranslatable(`"${name}" other than ${allowed}`)
  }
}

/** The objects of a list. @throws TypeError for anything else, which would be lost */
export function recordsOf(value: unknown, subject: string): readonly JsonRecord[] {
  if (Array.isArray(value) && value.every(isJsonRecord)) return value
  throw untranslatable(`${subject} other than a list of objects`)
}

/** A text, which may be missing. @throws TypeError for a list or an object, which would be lost */
export function textIn(value: unknown, subject: string): string {
  if (typeof value !== 'object' || value === null) return asText(value)
  throw untranslatable(`${subject} other than a text or a list`)
}

/** Names of parameters come from the request, and may be anything. */
function shownName(name: string): string {
  return /^\w{1,40}$/.test(name) ? name : '(a parameter)'
}

/** A word of the request as a message may show it. */
export function shownType(type: unknown): string {
  return typeof type === 'string' && /^\w{1,40}$/.test(type) ? `"${type}"` : 'an unknown type'
}
