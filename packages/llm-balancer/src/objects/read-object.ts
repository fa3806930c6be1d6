import { mustBe, readProperty, type Check } from '@llm-balancer/core/options'
import { parseJsonText, ProviderError, type ChatModel, type ChatResponse } from '@llm-balancer/provider'
import type { ObjectSchema, SchemaIssue } from './object-schema.ts'
import { misfit } from './schema-issues.ts'

/** A Standard Schema of any library. */
export const checkSchema: Check = mustBe(
  'a Standard Schema, as those of zod, valibot and ArkType are',
  (value) => {
    const standard: unknown = readProperty(value, '~standard')
    return typeof readProperty(standard, 'validate') === 'function'
  },
)

/**
 * The object in an answer, as the schema gives it.
 *
 * @throws ProviderError: `invalid-response` for an answer that does not fit, so that the next provider is asked; `bad-request` for a schema
 * that throws or gives no result, which no other provider would help
 */
export async function readObject(
  { text }: ChatResponse,
  schema: ObjectSchema,
  { provider, modelId }: ChatModel,
): Promise<unknown> {
  const from = { provider, modelId }
  const parsed = parseJsonText(withoutFence(text))
  if (parsed === undefined) throw misfit(from, [{ message: 'the answer is no JSON' }])
  const { issues, result } = await verdictOf(schema, parsed.value, from)
  if (Array.isArray(issues)) throw misfit(from, issues as readonly SchemaIssue[])
  if (issues !== undefined || result === undefined) throw faulty(from, 'the schema gave no result')
  return result.value
}

type Verdict = { readonly issues?: unknown; readonly result?: { readonly value: unknown } }

/** What the schema says, read once: what it gives may throw as well. */
async function verdictOf(
  schema: ObjectSchema,
  value: unknown,
  from: Pick<ChatModel, 'provider' | 'modelId'>,
): Promise<Verdict> {
  try {
    const given: unknown = await schema['~standard'].validate(value)
    if (typeof given !== 'object' || given === null) return {}
    const { issues } = given as Partial<Record<string, unknown>>
    if (issues !== undefined) return { issues }
    return 'value' in given ? { result: { value: given.value } } : {}
  } catch (cause) {
    throw faulty(from, 'the schema threw an error', cause)
  }
}

function faulty(
  { provider, modelId }: Pick<ChatModel, 'provider' | 'modelId'>,
  message: string,
  cause?: unknown,
): ProviderError {
  return new ProviderError({ kind: 'bad-request', provider, modelId, message, cause })
}

/** JSON without the fence of Markdown that models without a JSON mode put around it. */
function withoutFence(text: string): string {
  const trimmed = text.trim()
  const start = trimmed.indexOf('\n')
  const isFenced = trimmed.startsWith('```') && trimmed.endsWith('```') && start > 0
  return isFenced ? trimmed.slice(start, -3) : trimmed
}
