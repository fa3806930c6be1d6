import { ProviderError, readProperty } from '@llm-balancer/core/errors'
import type { SchemaIssue } from './object-schema.ts'

/** So many places are named in a message. */
const mostPlaces = 5

/** Marks errors that hold issues, in every copy of the package. */
const marker: unique symbol = Symbol.for('llm-balancer.schema-issues') as never

/** The error of an answer that does not fit a schema. Its message names the places, and nothing of what the model has said. */
export function misfit(
  from: { readonly provider: string; readonly modelId: string },
  issues: readonly SchemaIssue[],
): ProviderError {
  const { provider, modelId } = from
  const places = [...new Set(issues.map(placeOf))]
  const more = places.length > mostPlaces ? ` and ${String(places.length - mostPlaces)} more` : ''
  const message = `the answer does not fit the schema at ${places.slice(0, mostPlaces).join(', ')}${more}`
  const error = new ProviderError({ kind: 'invalid-response', provider, modelId, message })
  Object.defineProperty(error, marker, { value: issues })
  return error
}

/**
 * What did not fit the schema of a `generate` with `schema`, in the last answer that did not fit: of the error of the one attempt, or of
 * several. Empty for any other error. Issues may repeat what the model has said; the error's message does not.
 */
export function schemaIssuesOf(error: unknown): readonly SchemaIssue[] {
  const errors: unknown = readProperty(error, 'errors')
  const all: readonly unknown[] = Array.isArray(errors) ? errors : [error]
  const found: unknown = all.map((one) => readProperty(one, marker)).findLast(Array.isArray)
  return (found as readonly SchemaIssue[] | undefined) ?? []
}

/** `weather.days[2].max`; `the root` for the object itself, and where an issue does not tell. */
function placeOf(issue: unknown): string {
  const path: unknown = readProperty(issue, 'path')
  if (!Array.isArray(path) || path.length === 0) return 'the root'
  return path.map(stepOf).join('').replace(/^\./, '')
}

function stepOf(step: unknown): string {
  const key: unknown = typeof step === 'object' ? readProperty(step, 'key') : step
  if (typeof key === 'number') return `[${String(key)}]`
  const name = typeof key === 'string' || typeof key === 'symbol' ? String(key) : '?'
  // Keys of a record are the model's own: none may break a line of a log.
  return `.${name.replaceAll(/\p{C}|\p{Zl}|\p{Zp}/gu, '').slice(0, 40)}`
}
